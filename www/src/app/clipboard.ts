import { t } from '../i18n/state.ts';
import { toasts } from './state.ts';

/** Copies and says so; every copy in the page goes through here. @returns whether the browser allowed it. */
export async function copyText(text: string, said: string = t().copied): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.show(said);
    return true;
  } catch {
    toasts.show(t().copyFailed, { tone: 'failed' });
    return false;
  }
}
