import { tick } from 'svelte';

/** Moves the focus to the first field that is marked as wrong, once the marks are on the page. */
export async function focusFirstInvalid(): Promise<void> {
  await tick();
  const field = document.querySelector<HTMLElement>('.dialog textarea[aria-invalid="true"], .dialog [data-invalid] [role="spinbutton"]');
  field?.focus();
}
