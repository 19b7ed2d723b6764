package io.meridian.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the project's documents: what people copy from it, so that tests can do the same.
 *
 * @param text the page, in Markdown
 */
public record Document(String text) {
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");

  /** The page in a file of the project, such as {@code docs/quick-start.md}. */
  public static Document of(String file) {
    try {
      return new Document(Files.readString(ProjectFolders.root().resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stands in its blocks of a language, such as {@code yaml}. */
  public List<String> blocks(String language) {
    return BLOCK
        .matcher(text)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  /** The block of a language with a text in it; there must be exactly one. */
  public String block(String language, String part) {
    List<String> found = blocks(language).stream().filter(each -> each.contains(part)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " blocks of " + language + " have " + part);
    }
    return found.getFirst();
  }

  /** Every command in its {@code sh} blocks on one line, without a remark behind it. */
  public List<String> commands() {
    return blocks("sh").stream()
        .flatMap(block -> block.replace("\\\n", " ").lines())
        .map(line -> line.replaceFirst("\\s+#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** The words of the command with a text in it, which must be exactly one. */
  public List<String> command(String part) {
    List<String> found = commands().stream().filter(each -> each.contains(part)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " commands have " + part);
    }
    return words(found.getFirst());
  }

  /** A command's words as a shell takes them apart, quotes taken off. */
  public static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      String typed = word.group();
      words.add(
          typed.contains("'")
              ? typed.replaceAll("'([^']*)'", "$1")
              : typed.replaceAll("\"([^\"]*)\"", "$1"));
    }
    return words;
  }
}
