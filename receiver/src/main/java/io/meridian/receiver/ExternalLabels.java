package io.meridian.receiver;

import io.meridian.config.InvalidValueException;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.tsdb.block.LateLabel;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** External labels as Thanos' {@code --label} has them: {@code name="value"}, quotes as in Go. */
final class ExternalLabels {
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\"\\\\])*)\"");

  private ExternalLabels() {}

  /**
   * Reads labels.
   *
   * @param key what errors call them
   * @throws InvalidValueException if one is none, a name comes twice, or one is that of late blocks
   */
  static Labels parse(String key, List<String> texts) {
    LabelsBuilder labels = new LabelsBuilder();
    for (String text : texts) {
      Matcher matcher = LABEL.matcher(text.strip());
      if (!matcher.matches()) {
        throw new InvalidValueException(
            key, "has " + text + ", which is no label", "write name=\"value\" with its quotes");
      }
      String value = matcher.group(2).replaceAll("\\\\(.)", "$1");
      labels.set(matcher.group(1), value);
    }
    Labels read = labels.build();
    if (read.size() < texts.size()) {
      throw new InvalidValueException(
          key, "has a name twice or an empty value", "give each label one value");
    }
    if (LateLabel.isIn(read)) {
      throw new InvalidValueException(
          key, "has " + LateLabel.NAME + ", which sets late blocks apart", "choose another name");
    }
    return read;
  }
}
