import { t } from '../i18n/state.ts';
import { lookUp } from '../kit/look-up.ts';

/** A role in the chosen language. One that the page does not know yet is shown as the service writes it. */
export function roleName(role: string): string {
  return lookUp(t().participants.roles, role) ?? role;
}
