import { getContext, setContext } from 'svelte';

/** What the parts say by themselves. */
export interface KitTexts {
  close: string;
  cancel: string;
  calendar: string;
  previousMonth: string;
  nextMonth: string;
  utc(date: string): string;
  /** The month lacks the day that was typed; another date was taken. */
  dayCut(day: number, taken: string): string;
  /** On the day of a change of the clocks: what they show before and after. */
  clocksForward(before: string, after: string): string;
  clocksBack(before: string, after: string): string;
  /** In the hour that comes twice. */
  firstOfTwo(offset: string): string;
  secondOfTwo(offset: string): string;
  useFirst: string;
  useSecond: string;
}

/** How the parts write dates. */
export interface KitFormat {
  /** IANA name of the zone in which dates are shown and typed. */
  zone: string;
  zoneOn(date: Date): string;
  dateTimeUtc(date: Date): string;
  day(date: Date): string;
  /** A time of the day, of milliseconds since 1970 as if they were UTC. */
  clockUtc(time: number): string;
}

/** What the parts take from the page that they are in. Getters keep them up to date. */
export interface KitSettings {
  readonly texts: KitTexts;
  readonly format: KitFormat;
  readonly locale: string;
  /** Whether another dialog takes the place of one that closes, and so the focus. */
  isReplaced(): boolean;
  /** @returns whether the browser allowed it. */
  copy(text: string): Promise<boolean>;
}

const KEY = Symbol('kit');

/** To be called by the component around all others. */
export function provideKit(settings: KitSettings): void {
  setContext(KEY, settings);
}

/** To be called while a component is being set up. */
export function useKit(): KitSettings {
  return getContext<KitSettings>(KEY);
}
