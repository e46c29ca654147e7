import type { SnippetLanguage } from './snippets.ts';

/** The drawer of calls. */
export class WirePanel {
  open = $state(false);
  /** In which language calls are copied. */
  snippet = $state<SnippetLanguage>('curl');

  toggle(): void {
    this.open = !this.open;
  }
}
