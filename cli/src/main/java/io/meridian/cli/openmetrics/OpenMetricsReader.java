package io.meridian.cli.openmetrics;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.LabelCursor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Reads an OpenMetrics text file sample by sample:
 *
 * <pre>
 *   file     := line* "# EOF\n"
 *   line     := ( "# TYPE" name type | "# HELP" name text | "# UNIT" name unit | sample ) "\n"
 *   sample   := series number timestamp [ "#" labels number [timestamp] ]      (behind #: an exemplar)
 *   series   := name [labels] | "{" string ["," label]* "}"                    (the string is the name)
 *   labels   := "{" [ label ["," label]* [","] ] "}"
 *   label    := (name | string) "=" string
 * </pre>
 *
 * Timestamps are seconds and must be there, since a block is made of times; milliseconds count,
 * what is finer is cut off. More than the standard is taken where it has one meaning: empty lines,
 * other comments, several blanks, the type {@code untyped}, samples without or away from their
 * metadata. Exemplars are read and dropped.
 *
 * <p>Every error is an {@link InvalidRequestException} that names file, line, column, what was
 * expected and what was found.
 */
final class OpenMetricsReader {
  private static final byte[] EOF = ascii("# EOF");
  private static final byte[] METRIC_NAME = ascii("__name__");
  private static final Set<String> TYPES =
      Set.of(
          "counter",
          "gauge",
          "histogram",
          "gaugehistogram",
          "summary",
          "info",
          "stateset",
          "unknown",
          "untyped");

  /** The last second of the year 9999. Later seconds are milliseconds by mistake. */
  private static final long MAX_TIME = 253_402_300_799_999L;

  private final String file;
  private final LineReader lines;
  private final LineCursor cursor;
  private final LabelPacker labels = new LabelPacker();
  private final LabelPacker exemplarLabels = new LabelPacker();
  private final Decimal number = new Decimal();
  private byte[] lastSeries = {};
  private int lastSeriesSize = -1;
  private long time;
  private double value;
  private long exemplars;
  private boolean isEnded;

  /** Reads a stream, which the caller closes; errors call it by a name. */
  OpenMetricsReader(InputStream in, String file) {
    this.file = file;
    this.lines = new LineReader(in);
    this.cursor = new LineCursor(file);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Moves to the next sample; false at the end. */
  boolean next() throws IOException {
    while (!isEnded && lines.next()) {
      cursor.reset(lines.bytes(), lines.from(), lines.to(), lines.number());
      if (cursor.skipBlanks() > 0 && !cursor.isAtEnd()) {
        cursor.at(lines.from());
        throw cursor.error("expected a sample or a comment");
      }
      if (cursor.peek() == '#') {
        readComment();
      } else if (!cursor.isAtEnd()) {
        readSample();
        return true;
      }
    }
    if (!isEnded) {
      throw new InvalidRequestException(
          file
              + ", line "
              + (lines.number() + 1)
              + ", column 1: expected # EOF as the last line, the file ends here: it is cut off or"
              + " is no OpenMetrics");
    }
    return false;
  }

  private void readComment() throws IOException {
    if (cursor.skipIf(EOF) && cursor.isAtEnd()) {
      isEnded = true;
      while (lines.next()) {
        cursor.reset(lines.bytes(), lines.from(), lines.to(), lines.number());
        if (!cursor.isAtEnd()) {
          throw cursor.error("expected nothing behind # EOF");
        }
      }
      return;
    }
    cursor.at(lines.from() + 1);
    cursor.skipBlanks();
    String keyword = word();
    if (keyword.equals("TYPE") || keyword.equals("HELP") || keyword.equals("UNIT")) {
      cursor.skipBlanks();
      skipFamilyName();
      if (keyword.equals("TYPE")) {
        readType();
      }
    }
  }

  private void skipFamilyName() {
    if (cursor.peek() == '"') {
      cursor.skipQuoted();
    } else if (!cursor.skipName(true)) {
      throw cursor.error("expected the name of a metric family");
    }
    if (cursor.skipBlanks() == 0 && !cursor.isAtEnd()) {
      throw cursor.error("expected a blank behind the name of the metric family");
    }
  }

  private void readType() {
    int at = cursor.at();
    if (!TYPES.contains(word())) {
      throw cursor.error(
          at,
          "expected a type: counter, gauge, histogram, gaugehistogram, summary, info, stateset or"
              + " unknown");
    }
  }

  private String word() {
    int from = cursor.at();
    return new String(cursor.bytes(), from, cursor.skipWord() - from, StandardCharsets.ISO_8859_1);
  }

  private void readSample() {
    if (!skipLastSeries()) {
      readSeries();
    }
    if (cursor.skipBlanks() == 0) {
      throw cursor.error("expected a blank and a value behind the series");
    }
    value = readValue();
    if (cursor.skipBlanks() == 0 || cursor.isAtEnd()) {
      throw cursor.error("expected a timestamp in seconds behind the value");
    }
    time = readTimestamp();
    cursor.skipBlanks();
    if (cursor.peek() == '#') {
      skipExemplar();
      cursor.skipBlanks();
    }
    if (!cursor.isAtEnd()) {
      throw cursor.error("expected the end of the line, or # and an exemplar");
    }
  }

  /** Files mostly hold the samples of a series one after the other. */
  private boolean skipLastSeries() {
    int from = lines.from();
    int to = from + lastSeriesSize;
    boolean isSame =
        lastSeriesSize > 0
            && to < lines.to()
            && (lines.bytes()[to] == ' ' || lines.bytes()[to] == '\t')
            && Arrays.equals(lines.bytes(), from, to, lastSeries, 0, lastSeriesSize);
    if (isSame) {
      cursor.at(to);
    }
    return isSame;
  }

  private void readSeries() {
    lastSeriesSize = -1;
    labels.clear();
    int from = cursor.at();
    boolean hasName = cursor.skipName(true);
    if (hasName) {
      labels.begin(from);
      labels.append(METRIC_NAME, 0, METRIC_NAME.length);
      labels.endName();
      labels.append(cursor.bytes(), from, cursor.at());
      labels.endValue();
      int to = cursor.at();
      cursor.skipBlanks();
      if (cursor.peek() != '{') {
        cursor.at(to);
      }
    } else if (cursor.peek() != '{') {
      throw cursor.error("expected the name of a metric or {");
    }
    if (cursor.peek() == '{') {
      readLabels(labels, !hasName);
    }
    int twice = labels.pack();
    if (twice >= 0) {
      throw cursor.error(twice, "expected every label once");
    }
    if (!hasName && !isNamed()) {
      throw cursor.error(from, "expected the name of a metric, before the braces or in them");
    }
    lastSeriesSize = cursor.at() - from;
    if (lastSeries.length < lastSeriesSize) {
      lastSeries = new byte[2 * lastSeriesSize];
    }
    System.arraycopy(cursor.bytes(), from, lastSeries, 0, lastSeriesSize);
  }

  private boolean isNamed() {
    LabelCursor label = new LabelCursor();
    for (label.reset(labelBytes(), 0, labelsTo()); label.next(); ) {
      if (Arrays.equals(
          label.bytes(), label.nameFrom(), label.nameTo(), METRIC_NAME, 0, METRIC_NAME.length)) {
        return true;
      }
    }
    return false;
  }

  private void readLabels(LabelPacker into, boolean mayHoldName) {
    boolean mayBeName = mayHoldName;
    cursor.skip(1);
    cursor.skipBlanks();
    while (cursor.peek() != '}') {
      readLabel(into, mayBeName);
      mayBeName = false;
      cursor.skipBlanks();
      if (cursor.peek() != '}') {
        cursor.expect(',', "expected , or } behind a label");
        cursor.skipBlanks();
      }
    }
    cursor.skip(1);
  }

  private void readLabel(LabelPacker into, boolean mayBeName) {
    int from = cursor.at();
    into.begin(from);
    if (cursor.peek() == '"') {
      cursor.skipQuoted();
      int to = cursor.at();
      cursor.skipBlanks();
      if (mayBeName && (cursor.peek() == ',' || cursor.peek() == '}')) {
        into.append(METRIC_NAME, 0, METRIC_NAME.length);
        into.endName();
        into.appendEscaped(cursor.bytes(), from + 1, to - 1);
        into.endValue();
        return;
      }
      into.appendEscaped(cursor.bytes(), from + 1, to - 1);
    } else if (cursor.skipName(false)) {
      into.append(cursor.bytes(), from, cursor.at());
    } else {
      throw cursor.error("expected the name of a label or }");
    }
    into.endName();
    if (into.isNameEmpty()) {
      throw cursor.error(from, "expected a name that is not empty");
    }
    cursor.skipBlanks();
    cursor.expect('=', "expected = behind the name of a label");
    cursor.skipBlanks();
    if (cursor.peek() != '"') {
      throw cursor.error("expected the label's value in double quotes");
    }
    from = cursor.at();
    cursor.skipQuoted();
    into.appendEscaped(cursor.bytes(), from + 1, cursor.at() - 1);
    into.endValue();
  }

  private double readValue() {
    int from = cursor.at();
    int to = cursor.skipWord();
    if (!number.read(cursor.bytes(), from, to)) {
      throw cursor.error(from, "expected a number as value");
    }
    double read = number.toDouble();
    if (Double.isInfinite(read) && number.isFinite()) {
      throw cursor.error(from, "expected a value that a float can hold");
    }
    return read;
  }

  private long readTimestamp() {
    int from = cursor.at();
    int to = cursor.skipWord();
    if (!number.read(cursor.bytes(), from, to) || !number.isFinite()) {
      throw cursor.error(from, "expected a timestamp in seconds");
    }
    long millis;
    try {
      millis = number.toThousandths();
    } catch (ArithmeticException e) {
      millis = Long.MAX_VALUE;
    }
    if (millis > MAX_TIME || millis < -MAX_TIME) {
      throw cursor.error(
          from, "expected a timestamp in seconds before the year 10000 (milliseconds by mistake?)");
    }
    return millis;
  }

  private void skipExemplar() {
    cursor.skip(1);
    cursor.skipBlanks();
    if (cursor.peek() != '{') {
      throw cursor.error("expected the labels of an exemplar in braces");
    }
    exemplarLabels.clear();
    readLabels(exemplarLabels, false);
    cursor.skipBlanks();
    readValue();
    if (cursor.skipBlanks() > 0 && !cursor.isAtEnd()) {
      readTimestamp();
    }
    exemplars++;
  }

  /** Holds the packed labels of the sample's series from 0 to {@link #labelsTo}. */
  byte[] labelBytes() {
    return labels.packed();
  }

  int labelsTo() {
    return labels.packedSize();
  }

  /** When the sample was taken, Unix milliseconds. */
  long time() {
    return time;
  }

  double value() {
    return value;
  }

  /** The sample's line, from 1. */
  long line() {
    return lines.number();
  }

  /** How many bytes stand before the sample's line. */
  long consumed() {
    return lines.consumed();
  }

  /** How many exemplars were dropped so far. */
  long exemplars() {
    return exemplars;
  }
}
