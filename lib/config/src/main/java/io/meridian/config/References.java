package io.meridian.config;

/**
 * References to environment variables in a text: <code>${NAME}</code>, and <code>$(NAME)</code> as
 * Thanos has them. A name is letters, digits and underscores and begins with no digit; any other
 * dollar stands for itself, and {@code $$} before a bracket for one dollar.
 */
final class References {
  private final Environment environment;

  References(Environment environment) {
    this.environment = environment;
  }

  /** A variable that is not set. */
  static final class UnsetException extends Exception {
    private static final long serialVersionUID = 1L;

    UnsetException(String name) {
      super(name);
    }
  }

  /** The text with the variables' values. What they hold is not looked at again. */
  String replace(String text) throws UnsetException {
    if (text.indexOf('$') < 0) {
      return text;
    }
    StringBuilder replaced = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int end = text.charAt(at) == '$' ? end(text, at) : -1;
      if (end > 0) {
        String name = text.substring(at + 2, end);
        replaced.append(environment.find(name).orElseThrow(() -> new UnsetException(name)));
        at = end + 1;
      } else {
        replaced.append(text.charAt(at));
        at += isEscape(text, at) ? 2 : 1;
      }
    }
    return replaced.toString();
  }

  private static boolean isEscape(String text, int at) {
    return text.startsWith("$${", at) || text.startsWith("$$(", at);
  }

  /** Where the closing bracket of the reference at a dollar stands; -1 if it is none. */
  private static int end(String text, int dollar) {
    char closing;
    if (text.startsWith("${", dollar)) {
      closing = '}';
    } else if (text.startsWith("$(", dollar)) {
      closing = ')';
    } else {
      return -1;
    }
    int at = dollar + 2;
    while (at < text.length() && isNamePart(text.charAt(at), at == dollar + 2)) {
      at++;
    }
    return at > dollar + 2 && at < text.length() && text.charAt(at) == closing ? at : -1;
  }

  private static boolean isNamePart(char c, boolean first) {
    return c == '_'
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (!first && c >= '0' && c <= '9');
  }
}
