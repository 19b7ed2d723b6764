package io.meridian.model.regex;

/**
 * What follows {@code (?}: flags, the begin of a group, or both.
 *
 * @param opens whether a group begins
 * @param name the group's name if it has one, and is a capturing one therefore; else empty
 * @param flags the flags from here on
 */
record GroupHead(boolean opens, String name, Flags flags) {
  /** Parses {@code (?P<name>}, {@code (?<name>}, {@code (?flags)} or {@code (?flags:}. */
  static GroupHead parse(RegexReader in, int from, Flags flags) {
    boolean named = in.startsWith("(?<") && in.hasNext(3);
    boolean namedP = in.startsWith("(?P<") && in.hasNext(4);
    if (named || namedP) {
      in.skip(named ? 3 : 4);
      return new GroupHead(true, parseName(in, from), flags);
    }
    in.skip(2);
    return parseFlags(in, from, flags);
  }

  private static String parseName(RegexReader in, int from) {
    int nameFrom = in.at();
    int end = in.find(">", 0);
    if (end < 0) {
      throw in.errorToEnd("invalid named capture", from);
    }
    in.at(end + 1);
    if (end == nameFrom
        || !in.substring(nameFrom, end).chars().allMatch(NamedSets.WORD::contains)) {
      throw in.error("invalid named capture", from);
    }
    return in.substring(nameFrom, end);
  }

  private static GroupHead parseFlags(RegexReader in, int from, Flags before) {
    Flags flags = before;
    boolean value = true;
    boolean any = false;
    while (in.hasNext()) {
      int c = in.next();
      switch (c) {
        case 'i' -> flags = flags.withFoldCase(value);
        case 'm' -> flags = flags.withMultiLine(value);
        case 's' -> flags = flags.withDotMatchesNewline(value);
        case 'U' -> flags = flags.withLazy(value);
        case '-' -> {
          if (!value) {
            throw in.error("invalid or unsupported Perl syntax", from);
          }
          value = false;
          any = false;
          continue;
        }
        case ':', ')' -> {
          if (!value && !any) {
            throw in.error("invalid or unsupported Perl syntax", from);
          }
          return new GroupHead(c == ':', "", flags);
        }
        default -> throw in.error("invalid or unsupported Perl syntax", from);
      }
      any = true;
    }
    throw in.error("invalid or unsupported Perl syntax", from);
  }
}
