package io.meridian.bench;

import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.PackedLabels;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests of {@link HeadRequests} as remote write 2.0: a table of symbols each, which is the
 * same in every round.
 */
final class SymbolRequests {
  /** Tag, length, tag, eight bytes, tag, a time of six bytes. */
  private static final int SAMPLE = 18;

  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  private final List<Prepared> prepared = new ArrayList<>();
  private final HeadRequests requests;

  /** What does not change: the table as fields, and each series' references as one. */
  private static final class Prepared {
    private final int[] series;
    private final byte[] table;
    private final List<byte[]> refs;
    private final int length;

    Prepared(int[] series, byte[] table, List<byte[]> refs, int length) {
      this.series = series;
      this.table = table;
      this.refs = refs;
      this.length = length;
    }
  }

  SymbolRequests(DataSetD data, HeadRequests requests) {
    this.requests = requests;
    for (int request = 0; request < requests.count(); request++) {
      prepared.add(prepare(data, requests.seriesOf(request)));
    }
  }

  private static Prepared prepare(DataSetD data, int[] series) {
    Map<String, Integer> symbols = new LinkedHashMap<>();
    symbols.put("", 0);
    List<byte[]> refs = new ArrayList<>();
    int length = 0;
    for (int each : series) {
      byte[] field = refs(data.labels(each), symbols);
      refs.add(field);
      length += field.length + SAMPLE + 8;
    }
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    symbols.keySet().forEach(symbol -> field(table, 4, symbol.getBytes(StandardCharsets.UTF_8)));
    return new Prepared(series, table.toByteArray(), refs, table.size() + length);
  }

  private static byte[] refs(Labels labels, Map<String, Integer> symbols) {
    ByteArrayOutputStream refs = new ByteArrayOutputStream();
    LabelCursor cursor = new LabelCursor();
    for (cursor.reset(labels); cursor.next(); ) {
      add(refs, symbols, text(cursor, cursor.nameFrom(), cursor.nameTo()));
      add(refs, symbols, text(cursor, cursor.valueFrom(), cursor.valueTo()));
    }
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    field(field, 1, refs.toByteArray());
    return field.toByteArray();
  }

  private static String text(LabelCursor cursor, int from, int to) {
    return new String(cursor.bytes(), from, to - from, StandardCharsets.UTF_8);
  }

  private static void add(ByteArrayOutputStream to, Map<String, Integer> symbols, String symbol) {
    Integer known = symbols.putIfAbsent(symbol, symbols.size());
    varint(to, known == null ? symbols.size() - 1 : known);
  }

  private static void field(ByteArrayOutputStream to, int number, byte[] bytes) {
    to.write(number << 3 | 2);
    varint(to, bytes.length);
    to.write(bytes, 0, bytes.length);
  }

  private static void varint(ByteArrayOutputStream to, int value) {
    byte[] bytes = new byte[5];
    to.write(bytes, 0, PackedLabels.putLength(bytes, 0, value));
  }

  /**
   * Makes a request of the samples of one round.
   *
   * @param into has room for {@link #longest}
   * @return how long it is
   */
  int make(int request, int round, long time, byte[] into) {
    Prepared from = prepared.get(request);
    System.arraycopy(from.table, 0, into, 0, from.table.length);
    int at = from.table.length;
    for (int i = 0; i < from.refs.size(); i++) {
      byte[] refs = from.refs.get(i);
      into[at] = 0x2a;
      at = PackedLabels.putLength(into, at + 1, refs.length + SAMPLE);
      System.arraycopy(refs, 0, into, at, refs.length);
      at += refs.length;
      int series = from.series[i];
      into[at] = 0x12;
      into[at + 1] = SAMPLE - 2;
      into[at + 2] = 0x09;
      DOUBLE.set(into, at + 3, requests.value(series, round));
      into[at + 11] = 0x10;
      HeadRequests.putTime(into, at + 12, requests.time(series, time));
      at += SAMPLE;
    }
    return at;
  }

  /** How long a request is at most. */
  int longest() {
    return prepared.stream().mapToInt(each -> each.length).max().orElse(0);
  }
}
