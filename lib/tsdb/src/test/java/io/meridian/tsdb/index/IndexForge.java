package io.meridian.tsdb.index;

import io.meridian.model.Labels;
import io.meridian.tsdb.file.RecordedRanges;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Writes indexes straight from the format's description, slowly and all in memory: of old versions,
 * with the series far out, with lies in them.
 */
final class IndexForge {
  private final IndexModel model;
  private int version = 2;
  private long seriesFrom;
  private boolean shuffled;

  private final RecordedRanges ranges = new RecordedRanges();
  private ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long pieceFrom;

  IndexForge(IndexModel model) {
    this.model = model;
  }

  IndexForge version(int number) {
    version = number;
    return this;
  }

  /** Puts the series at an offset at least. */
  IndexForge seriesFrom(long offset) {
    seriesFrom = offset;
    return this;
  }

  /** Puts posting lists and the entries of their table in no order. */
  IndexForge shuffled() {
    shuffled = true;
    return this;
  }

  RecordedRanges forge() {
    u32(out, 0xBAAAD700);
    out.write(version);
    Map<String, Integer> symbols = symbols();
    long seriesAt = at();
    if (seriesFrom > at()) {
      startPiece(seriesFrom);
    }
    Map<Labels, Integer> refs = series(symbols);
    long listsAt = at();
    List<byte[]> entries = lists(refs);
    long tableAt = at();
    table(entries);
    ByteBuffer toc = ByteBuffer.allocate(48);
    toc.putLong(5)
        .putLong(seriesAt)
        .putLong(listsAt)
        .putLong(tableAt)
        .putLong(listsAt)
        .putLong(tableAt);
    out.writeBytes(toc.array());
    u32(out, crc(toc.array()));
    return ranges.add(pieceFrom, out.toByteArray());
  }

  private void startPiece(long offset) {
    ranges.add(pieceFrom, out.toByteArray());
    out = new ByteArrayOutputStream();
    pieceFrom = offset;
  }

  private long at() {
    return pieceFrom + out.size();
  }

  private Map<String, Integer> symbols() {
    Map<String, Integer> refs = new HashMap<>();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    List<String> symbols = model.symbols();
    u32(body, symbols.size());
    for (String symbol : symbols) {
      refs.put(symbol, version == 1 ? (int) at() + 4 + body.size() : refs.size());
      string(body, symbol);
    }
    section(body.toByteArray());
    return refs;
  }

  private Map<Labels, Integer> series(Map<String, Integer> symbols) {
    Map<Labels, Integer> refs = new HashMap<>();
    model
        .series()
        .forEach((labels, chunks) -> {
          pad(version == 1 ? 1 : 16);
          refs.put(labels, (int) (version == 1 ? at() : at() / 16));
          byte[] body = entry(symbols, labels, chunks);
          uvarint(out, body.length);
          out.writeBytes(body);
          u32(out, crc(body));
        });
    return refs;
  }

  private static byte[] entry(
      Map<String, Integer> symbols, Labels labels, List<IndexModel.Chunk> chunks) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    uvarint(body, labels.size());
    labels
        .toMap()
        .forEach((name, value) -> {
          uvarint(body, symbols.getOrDefault(name, -1));
          uvarint(body, symbols.getOrDefault(value, -1));
        });
    uvarint(body, chunks.size());
    IndexModel.Chunk last = new IndexModel.Chunk(0, 0, 0);
    boolean first = true;
    for (IndexModel.Chunk chunk : chunks) {
      long min = chunk.min() - last.max();
      long ref = chunk.ref() - last.ref();
      uvarint(body, first ? (min << 1) ^ (min >> 63) : min);
      uvarint(body, chunk.max() - chunk.min());
      uvarint(body, first ? ref : (ref << 1) ^ (ref >> 63));
      last = chunk;
      first = false;
    }
    return body.toByteArray();
  }

  private List<byte[]> lists(Map<Labels, Integer> refs) {
    record ListOf(String name, String value, List<Labels> labels) {}
    List<ListOf> lists = new ArrayList<>();
    lists.add(new ListOf("", "", new ArrayList<>(model.series().keySet())));
    model
        .lists()
        .forEach((name, values) ->
            values.forEach((value, labels) -> lists.add(new ListOf(name, value, labels))));
    if (shuffled) {
      Collections.shuffle(lists, new Random(1));
    }
    List<byte[]> entries = new ArrayList<>();
    for (ListOf list : lists) {
      pad(4);
      ByteArrayOutputStream entry = new ByteArrayOutputStream();
      uvarint(entry, 2);
      string(entry, list.name);
      string(entry, list.value);
      uvarint(entry, at());
      entries.add(entry.toByteArray());
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      u32(body, list.labels.size());
      list.labels.forEach(labels -> u32(body, refs.getOrDefault(labels, 0)));
      section(body.toByteArray());
    }
    if (shuffled) {
      Collections.shuffle(entries, new Random(2));
    }
    return entries;
  }

  private void table(List<byte[]> entries) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    u32(body, entries.size());
    entries.forEach(body::writeBytes);
    section(body.toByteArray());
  }

  private void section(byte[] body) {
    u32(out, body.length);
    out.writeBytes(body);
    u32(out, crc(body));
  }

  private void pad(int multiple) {
    while (at() % multiple != 0) {
      out.write(0);
    }
  }

  static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static void string(ByteArrayOutputStream into, String text) {
    byte[] bytes = IndexModel.utf8(text);
    uvarint(into, bytes.length);
    into.writeBytes(bytes);
  }

  private static void u32(ByteArrayOutputStream into, int value) {
    into.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
  }

  private static void uvarint(ByteArrayOutputStream into, long value) {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      into.write((int) ((rest & 0x7f) | 0x80));
    }
    into.write((int) rest);
  }
}
