import type { Span } from '../app/router.svelte.ts';
import { pan, spanUnder, timeAt, zoom, type Hold } from './span.ts';

interface Picture {
  span(): Span;
  /** Pixels from the element's left edge to where the picture begins. */
  left(): number;
  /** Width of the picture in pixels. */
  width(): number;
  move(span: Span): void;
}

/** A press that moves less is a click. */
const SLACK = 4;
/** Zoom of one pixel of a wheel turned with Ctrl or Cmd; pinching on a touch pad arrives as the same. */
const WHEEL_ZOOM = 1 / 400;
/** Pixels of a line and of a page, for wheels that count in those. */
const WHEEL_UNITS = [1, 16, 400] as const;

/**
 * Moves the picture by pointer and wheel: drag, pinch, Ctrl or Cmd and wheel to zoom, Shift and wheel or a sideways wheel to pan.
 * Turning the wheel alone scrolls the rows, as anywhere.
 * @returns a function that ends it.
 */
export function timelineGestures(element: HTMLElement, picture: Picture): () => void {
  const holds = new Map<number, Hold & { startX: number }>();
  let dragging = false;

  const placeAt = (clientX: number) => (clientX - element.getBoundingClientRect().left - picture.left()) / picture.width();

  function onwheel(event: WheelEvent): void {
    const unit = WHEEL_UNITS[event.deltaMode] ?? 1;
    if (event.ctrlKey || event.metaKey) {
      picture.move(zoom(picture.span(), Math.exp(-event.deltaY * unit * WHEEL_ZOOM), placeAt(event.clientX)));
    } else {
      // Browsers give the sideways part of Shift and wheel as one or the other.
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (sideways === 0 || Math.abs(sideways) < Math.abs(event.deltaY) / 2) return;
      picture.move(pan(picture.span(), (sideways * unit) / picture.width()));
    }
    event.preventDefault();
  }

  function onpointerdown(event: PointerEvent): void {
    const place = placeAt(event.clientX);
    const control = event.target instanceof Element && event.target.closest('button, a, input');
    if (event.button !== 0 || place < 0 || control) return;
    holds.set(event.pointerId, { time: timeAt(place, picture.span()), place, startX: event.clientX });
    if (holds.size === 2) begin();
  }

  function begin(): void {
    dragging = true;
    element.classList.add('dragging');
    // From here on no row is clicked, and leaving the picture does not end it.
    for (const id of holds.keys()) element.setPointerCapture(id);
  }

  function onpointermove(event: PointerEvent): void {
    const hold = holds.get(event.pointerId);
    if (!hold) return;
    if (!dragging && Math.abs(event.clientX - hold.startX) < SLACK) return;
    if (!dragging) begin();
    hold.place = placeAt(event.clientX);
    picture.move(spanUnder(picture.span(), [...holds.values()]));
  }

  function release(event: PointerEvent): void {
    holds.delete(event.pointerId);
    if (holds.size > 0) return;
    dragging = false;
    element.classList.remove('dragging');
  }

  const stop = new AbortController();
  const { signal } = stop;
  element.addEventListener('wheel', onwheel, { passive: false, signal });
  element.addEventListener('pointerdown', onpointerdown, { signal });
  element.addEventListener('pointermove', onpointermove, { signal });
  element.addEventListener('pointerup', release, { signal });
  element.addEventListener('pointercancel', release, { signal });
  // A press that ends elsewhere before it became a drag.
  window.addEventListener('pointerup', release, { signal });
  return () => stop.abort();
}
