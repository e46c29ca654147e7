import type { Catalogue } from '../i18n/en.ts';
import type { KitTexts } from '../kit/settings.ts';

/** What the parts of the kit say, in a language. */
export function kitTexts({ close, cancel, form, validity }: Catalogue): KitTexts {
  const { calendar, previousMonth, nextMonth, utc } = form;
  const { dayCut, clocksForward, clocksBack, firstOfTwo, secondOfTwo, useFirst, useSecond } = validity;
  return { close, cancel, calendar, previousMonth, nextMonth, utc, dayCut, clocksForward, clocksBack, firstOfTwo, secondOfTwo, useFirst, useSecond };
}
