// Data from a user's hands: JSON loses some of it without a word, and what is lost would count as absent.

/** The value as JSON. What JSON cannot hold becomes a text, so that the reader names the field that it stands in. */
export function dataText(value) {
  return JSON.stringify(value, (_, member) => {
    switch (typeof member) {
      case "number":
        // For ever: the largest number is longer than any wait.
        if (Math.abs(member) === Infinity) return Math.sign(member) * Number.MAX_VALUE;
        return Number.isNaN(member) ? String(member) : member;
      case "bigint":
      case "function":
      case "symbol":
        return String(member);
      default:
        return member;
    }
  });
}
