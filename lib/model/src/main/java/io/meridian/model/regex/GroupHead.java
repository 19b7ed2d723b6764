package io.meridian.model.regex;

/**
 * What follows {@code (?}: flags, the begin of a group, or both.
 *
 * @param opens whether a group begins
 * @param capturing whether the group has a name
 * @param flags the flags from here on
 */
record GroupHead(boolean opens, boolean capturing, Flags flags) {
  /** Parses {@code (?P<name>}, {@code (?<name>}, {@code (?flags)} or {@code (?flags:}. */
  static GroupHead parse(RegexReader in, int from, Flags flags) {
    boolean named = in.startsWith("(?<") && in.hasNext(3);
    boolean namedP = in.startsWith("(?P<") && in.hasNext(4);
    if (named || namedP) {
      in.skip(named ? 3 : 4);
      parseName(in, from);
      return new GroupHead(true, true, flags);
    }
    in.skip(2);
    return parseFlags(in, from, flags);
  }

  private static void parseName(RegexReader in, int from) {
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
  }

  private static GroupHead parseFlags(RegexReader in, int from, Flags before) {
    Flags flags = before;
    boolean value = true;
    boolean any = false;
    while (in.hasNext()) {
      int c = in.next();
      switch (c) {
        case 'i' -> flags = new Flags(value, flags.multiLine(), flags.dotMatchesNewline());
        case 'm' -> flags = new Flags(flags.foldCase(), value, flags.dotMatchesNewline());
        case 's' -> flags = new Flags(flags.foldCase(), flags.multiLine(), value);
        case 'U' -> {
          // Greediness does not matter to whether the whole value matches.
        }
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
          return new GroupHead(c == ':', false, flags);
        }
        default -> throw in.error("invalid or unsupported Perl syntax", from);
      }
      any = true;
    }
    throw in.error("invalid or unsupported Perl syntax", from);
  }
}
