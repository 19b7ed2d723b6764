package io.meridian.service.flag;

import java.util.ArrayList;
import java.util.List;

/** What flags there are, a line or two each. */
final class HelpPage {
  private static final int WIDTH = 110;
  private static final int COLUMN = 46;

  private HelpPage() {}

  static String of(String command, String summary, List<FlagSpec> flags) {
    StringBuilder page = new StringBuilder();
    page.append(command).append(": ").append(summary).append("\n\n");
    page.append("  ").append(command).append(" [--flag=value …]\n");
    page.append("  ").append(command).append(" check-config [--flag=value …]\n\n");
    List<String> ignored = new ArrayList<>();
    for (FlagSpec each : flags) {
      switch (each) {
        case FlagSpec.Setting setting -> append(page, setting);
        case FlagSpec.Ignored _, FlagSpec.Refused _ -> ignored.add("--" + each.name());
      }
    }
    if (!ignored.isEmpty()) {
      page.append("\nKnown from Thanos; each says what happens instead:\n");
      wrap(page, 2, String.join(", ", ignored));
    }
    return page.toString();
  }

  private static void append(StringBuilder page, FlagSpec.Setting flag) {
    String form =
        "  --"
            + (flag.isBoolean() ? "[no-]" : "")
            + flag.name()
            + (flag.isBoolean() ? "" : "=" + flag.defaultText().orElse("…"));
    page.append(form);
    if (form.length() > COLUMN - 2) {
      page.append("\n").append(" ".repeat(COLUMN));
    } else {
      page.append(" ".repeat(COLUMN - form.length()));
    }
    StringBuilder help = new StringBuilder();
    wrap(help, COLUMN, flag.help() + (flag.isList() ? " Repeatable." : ""));
    page.append(help.substring(COLUMN));
  }

  private static void wrap(StringBuilder page, int indent, String text) {
    StringBuilder line = new StringBuilder(" ".repeat(indent));
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() > WIDTH) {
        page.append(line.toString().stripTrailing()).append("\n");
        line = new StringBuilder(" ".repeat(indent));
      }
      line.append(word).append(" ");
    }
    page.append(line.toString().stripTrailing()).append("\n");
  }
}
