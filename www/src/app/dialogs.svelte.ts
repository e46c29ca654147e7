/** A dialog and what it is about. */
export type OpenDialog =
  | { kind: 'create' }
  | { kind: 'edit'; roomId: string }
  | { kind: 'delete'; roomId: string }
  | { kind: 'keyboard' }
  | { kind: 'reset' }
  | { kind: 'emulator' }
  | { kind: 'bulk'; action: 'delete' | 'extend' | 'add' | 'remove' }
  | { kind: 'import' }
  | { kind: 'export' }
  | { kind: 'run' };

/** Which dialog is open: one at a time. They are opened from the table, the panel and the keyboard. */
export class Dialogs {
  open = $state<OpenDialog | undefined>(undefined);
  #isOpen = false;

  /** For what is being taken off the page: there, `open` still reads as it was before. */
  isOpen(): boolean {
    return this.#isOpen;
  }

  show(dialog: OpenDialog): void {
    this.open = dialog;
    this.#isOpen = true;
  }

  close(): void {
    this.open = undefined;
    this.#isOpen = false;
  }
}
