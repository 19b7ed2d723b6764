package io.meridian.cluster.ring;

import java.util.Objects;

/**
 * A pattern for tenants' names as Go's {@code filepath.Match} has them: <code>*</code> is any text,
 * <code>?</code> any character, <code>[a-z]</code> and <code>[^a-z]</code> one of a class or not,
 * and a backslash takes the next character as it is. Tenants have no slash, so none is special.
 */
public final class TenantGlob {
  private final int[] pattern;

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if a class or an escape is not whole
   */
  public TenantGlob(String pattern) {
    this.pattern = pattern.codePoints().toArray();
    try {
      for (int at = 0; at < this.pattern.length; ) {
        at = elementEnd(at);
      }
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "the tenant pattern %s is not whole: end its class with ], write \\- and \\] within one"
              .formatted(pattern),
          e);
    }
  }

  /** Whether the whole name fits. */
  public boolean matches(String tenant) {
    int[] text = tenant.codePoints().toArray();
    int at = 0;
    int element = 0;
    int star = -1; // the last star's element, and where the text after it began last time
    int afterStar = 0;
    while (at < text.length || element < pattern.length) {
      if (element < pattern.length && pattern[element] == '*') {
        star = element++;
        afterStar = at;
      } else if (element < pattern.length && at < text.length && fits(element, text[at])) {
        element = elementEnd(element);
        at++;
      } else if (star >= 0 && afterStar < text.length) {
        element = star + 1;
        at = ++afterStar;
      } else {
        return false;
      }
    }
    return true;
  }

  /** Behind an element. */
  private int elementEnd(int at) {
    return switch (pattern[at]) {
      case '\\' -> Objects.checkIndex(at + 1, pattern.length) + 1;
      case '[' -> classEnd(at);
      default -> at + 1;
    };
  }

  private int classEnd(int at) {
    int next = itemsOf(at);
    do {
      next = itemEnd(next);
      if (pattern[next] == '-') {
        next = itemEnd(next + 1);
      }
    } while (pattern[next] != ']');
    return next + 1;
  }

  private int itemsOf(int classAt) {
    return classAt + (isNegated(classAt) ? 2 : 1);
  }

  private boolean isNegated(int classAt) {
    return pattern[classAt + 1] == '^';
  }

  /** Behind a character of a class, which may be escaped and must be if it is - or ]. */
  private int itemEnd(int at) {
    return switch (pattern[at]) {
      case '\\' -> Objects.checkIndex(at + 1, pattern.length) + 1;
      case '-', ']' -> throw new IndexOutOfBoundsException(at);
      default -> at + 1;
    };
  }

  private boolean fits(int element, int character) {
    return switch (pattern[element]) {
      case '?' -> true;
      case '\\' -> pattern[element + 1] == character;
      case '[' -> inClass(element, character);
      default -> pattern[element] == character;
    };
  }

  private boolean inClass(int at, int character) {
    boolean found = false;
    for (int next = itemsOf(at); pattern[next] != ']'; ) {
      next = itemEnd(next);
      int low = pattern[next - 1];
      int high = low;
      if (pattern[next] == '-') {
        next = itemEnd(next + 1);
        high = pattern[next - 1];
      }
      found |= low <= character && character <= high;
    }
    return found != isNegated(at);
  }
}
