package io.meridian.promql.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.meridian.model.LabelText;
import io.meridian.model.PackedLabels;
import io.meridian.model.Tile;
import io.meridian.promql.exec.Annotations;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.syntax.SourceRange;
import java.util.Arrays;

/**
 * Whether a metric looks like a counter: by the end of its name, or by its type where types are
 * labels. Series without a name are not looked at.
 */
final class CounterName {
  private static final byte[] NAME = "__name__".getBytes(UTF_8);
  private static final byte[] TYPE = "__type__".getBytes(UTF_8);
  private static final byte[][] ENDINGS = {
    "_total".getBytes(UTF_8),
    "_sum".getBytes(UTF_8),
    "_count".getBytes(UTF_8),
    "_bucket".getBytes(UTF_8)
  };

  private final boolean typeLabels;

  /** The name that was remarked on last, with its length before it. */
  private byte[] told = {};

  /** A check by type, or by name. */
  CounterName(boolean typeLabels) {
    this.typeLabels = typeLabels;
  }

  /** Remarks on a series that has floats in a row but looks like something else. */
  void check(
      RangeSeries series, Tile row, int firstCell, Annotations annotations, SourceRange position) {
    byte[] packed = series.labelBytes();
    int name = PackedLabels.find(packed, series.labelsFrom(), series.labelsTo(), NAME);
    if (name < 0 || !anyFloat(row, firstCell)) {
      return;
    }
    if (typeLabels) {
      checkType(series, annotations, position);
    } else if (!endsAsCounter(packed, name) && !isTold(packed, name)) {
      StringBuilder text =
          new StringBuilder(
              "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ");
      LabelText.appendQuoted(text, series.metricName());
      annotations.info(text.toString(), position);
    }
  }

  /** Whether the last remark was on the same metric, as it is for all but its first series. */
  private boolean isTold(byte[] packed, int name) {
    int end = name + PackedLabels.lengthSize(PackedLabels.length(packed, name));
    end += PackedLabels.length(packed, name);
    if (Arrays.equals(packed, name, end, told, 0, told.length)) {
      return true;
    }
    told = Arrays.copyOfRange(packed, name, end);
    return false;
  }

  private static boolean anyFloat(Tile row, int firstCell) {
    for (int cell = firstCell; cell < firstCell + row.steps(); cell++) {
      if (row.has(cell) && row.laneIndex(cell) < 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsAsCounter(byte[] packed, int at) {
    int length = PackedLabels.length(packed, at);
    int end = at + PackedLabels.lengthSize(length) + length;
    for (byte[] ending : ENDINGS) {
      if (length >= ending.length
          && Arrays.equals(packed, end - ending.length, end, ending, 0, ending.length)) {
        return true;
      }
    }
    return false;
  }

  private static void checkType(RangeSeries series, Annotations annotations, SourceRange position) {
    byte[] packed = series.labelBytes();
    int at = PackedLabels.find(packed, series.labelsFrom(), series.labelsTo(), TYPE);
    int length = at < 0 ? 0 : PackedLabels.length(packed, at);
    int from = at + PackedLabels.lengthSize(length);
    String type = at < 0 ? "" : new String(packed, from, length, UTF_8);
    if (type.equals("counter") || type.equals("histogram")) {
      return;
    }
    StringBuilder text =
        new StringBuilder(
            "metric might not be a counter, __type__ label is not set to \"counter\" or"
                + " \"histogram\", got ");
    LabelText.appendQuoted(text, type);
    text.append(": ");
    LabelText.appendQuoted(text, series.metricName());
    annotations.info(text.toString(), position);
  }
}
