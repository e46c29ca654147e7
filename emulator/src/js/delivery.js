// Ways an answer reaches the caller of the in-process `fetch`, and how a caller stops it.

/** Like `signal.throwIfAborted()`, for signals of any make. */
export function throwIfAborted(signal) {
  if (signal?.aborted) throw abortReason(signal);
}

/** Settles as `work` does, unless the signal comes first. */
export function unlessAborted(work, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortReason(signal));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

export function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What undici throws for a broken connection. */
export function connectionReset() {
  const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
  return new TypeError("fetch failed", { cause });
}

/** Half of the bytes, then the connection breaks. */
export function truncatedBody(bytes) {
  const half = bytes.subarray(0, bytes.length >> 1);
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) {
        controller.error(new TypeError("terminated"));
      } else {
        sent = true;
        controller.enqueue(half);
      }
    },
  });
}

/** Half of the bytes, a wait, and the rest. */
export function slowBody(bytes, ms, signal) {
  const middle = bytes.length >> 1;
  let timer;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, middle));
      const abort = () => {
        clearTimeout(timer);
        controller.error(abortReason(signal));
      };
      timer = setTimeout(() => {
        signal?.removeEventListener("abort", abort);
        controller.enqueue(bytes.subarray(middle));
        controller.close();
      }, ms);
      signal?.addEventListener("abort", abort, { once: true });
    },
    cancel() {
      clearTimeout(timer);
    },
  });
}

function abortReason(signal) {
  return signal.reason ?? new DOMException("This operation was aborted", "AbortError");
}
