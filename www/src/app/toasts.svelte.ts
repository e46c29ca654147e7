/** A short message that goes away by itself. */
export interface Toast {
  id: number;
  text: string;
  tone: 'done' | 'failed';
  action?: { label: string; run: () => void };
}

const MOST = 3;
/** Long enough to read, and to reach the action by keyboard. In milliseconds. */
const SHOWN = { plain: 5_000, withAction: 12_000 };

/** The messages that are shown now, the newest last. */
export class Toasts {
  items = $state<Toast[]>([]);
  #last = 0;

  show(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
    const id = ++this.#last;
    this.items = [...this.items.slice(1 - MOST), { id, text, tone: 'done', ...options }];
    setTimeout(() => this.dismiss(id), options.action ? SHOWN.withAction : SHOWN.plain);
  }

  dismiss(id: number): void {
    this.items = this.items.filter((toast) => toast.id !== id);
  }
}
