package io.meridian.tsdb.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a remote write 2.0 request says of a series' metric. Remote write 1.0 and everybody who asks
 * know metadata by the metric family, so that is what is told: the name of the series without what
 * the series of a histogram or summary have behind it. Of series that follow one another and say
 * the same, it is told once.
 */
final class SeriesMetadata {
  private static final byte[] NAME = "__name__".getBytes(StandardCharsets.UTF_8);
  private static final int HISTOGRAM = 3;
  private static final int GAUGE_HISTOGRAM = 4;
  private static final int SUMMARY = 5;
  private static final List<byte[]> OF_HISTOGRAMS = suffixes("_bucket", "_sum", "_count");
  private static final List<byte[]> OF_GAUGE_HISTOGRAMS = suffixes("_bucket", "_gsum", "_gcount");
  private static final List<byte[]> OF_SUMMARIES = suffixes("_sum", "_count");

  private int type;
  private int help;
  private int unit;

  private int lastType;
  private int lastHelp;
  private int lastUnit;
  private int lastFrom;
  private int lastTo;

  private static List<byte[]> suffixes(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** Begins a request. */
  void reset() {
    lastFrom = 0;
    lastTo = 0;
  }

  /** Begins a series. */
  void clear() {
    type = 0;
    help = 0;
    unit = 0;
  }

  /** Reads the current field. */
  void read(WireFields fields) {
    int outer = fields.enter();
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> type = ref(fields.integer());
        case 3 -> help = ref(fields.integer());
        case 4 -> unit = ref(fields.integer());
        default -> fields.skip();
      }
    }
    fields.leave(outer);
  }

  private static int ref(long value) {
    return value < 0 || value > Integer.MAX_VALUE ? -1 : (int) value;
  }

  /** Adds what was read, if it is something and the series has a name. */
  void addTo(WriteBatch into, Symbols symbols, SymbolRefs labels) {
    boolean helps = symbols.hasText(help);
    boolean measures = symbols.hasText(unit);
    if (type <= 0 && !helps && !measures) {
      return;
    }
    int name = name(symbols, labels);
    if (name < 0) {
      return;
    }
    int from = symbols.from(name);
    int to = familyEnd(symbols.bytes(), from, symbols.to(name));
    if (isLast(symbols.bytes(), from, to)) {
      return;
    }
    into.metadata().add();
    into.metadata().setType(type);
    copy(0, from, to, symbols, into);
    if (helps) {
      copy(1, symbols.from(help), symbols.to(help), symbols, into);
    }
    if (measures) {
      copy(2, symbols.from(unit), symbols.to(unit), symbols, into);
    }
    remember(from, to);
  }

  private static void copy(int slice, int from, int to, Symbols symbols, WriteBatch into) {
    int at = symbols.copy(from, to, into);
    into.metadata().slice(slice, at, at + to - from);
  }

  private boolean isLast(byte[] bytes, int from, int to) {
    return type == lastType
        && help == lastHelp
        && unit == lastUnit
        && Arrays.equals(bytes, from, to, bytes, lastFrom, lastTo);
  }

  private void remember(int from, int to) {
    lastType = type;
    lastHelp = help;
    lastUnit = unit;
    lastFrom = from;
    lastTo = to;
  }

  private static int name(Symbols symbols, SymbolRefs labels) {
    for (int i = 0; i + 1 < labels.size(); i += 2) {
      int label = labels.get(i);
      if (symbols.hasText(label)
          && Arrays.equals(
              symbols.bytes(), symbols.from(label), symbols.to(label), NAME, 0, NAME.length)) {
        return symbols.hasText(labels.get(i + 1)) ? labels.get(i + 1) : -1;
      }
    }
    return -1;
  }

  private int familyEnd(byte[] bytes, int from, int to) {
    List<byte[]> suffixes =
        switch (type) {
          case HISTOGRAM -> OF_HISTOGRAMS;
          case GAUGE_HISTOGRAM -> OF_GAUGE_HISTOGRAMS;
          case SUMMARY -> OF_SUMMARIES;
          default -> List.of();
        };
    for (byte[] suffix : suffixes) {
      int end = to - suffix.length;
      if (end > from && Arrays.equals(bytes, end, to, suffix, 0, suffix.length)) {
        return end;
      }
    }
    return to;
  }
}
