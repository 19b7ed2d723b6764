package io.meridian.cli.block;

import com.carrotsearch.hppc.LongLongMap;
import com.carrotsearch.hppc.cursors.LongLongCursor;
import io.meridian.cli.console.JsonWriter;
import io.meridian.cli.console.Words;
import io.meridian.model.Labels;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.index.IndexReader;
import io.meridian.tsdb.index.Symbols;
import io.meridian.tsdb.index.ValueCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What {@code analyze} tells of a block: its size in series and labels, and the largest of many
 * kinds. Numbers and headings are those of {@code promtool tsdb analyze}, equal numbers are ordered
 * by text.
 *
 * <p>The measure of churn is promtool's: the share of the block's range that lies outside of a
 * series' first and last sample, summed over the series with a label and cut off to a whole number.
 *
 * @param chunks its chunks by encoding, if they were read
 */
record Analysis(
    BlockMeta meta,
    long series,
    long labelNames,
    long pairs,
    long entries,
    List<Ranking> rankings,
    Optional<ChunkTotals> chunks) {

  Analysis {
    rankings = List.copyOf(rankings);
  }

  static Analysis of(
      BlockMeta meta,
      IndexReader index,
      PairTotals totals,
      Optional<ChunkTotals> chunks,
      int limit) {
    return new Analysis(
        meta,
        totals.series(),
        index.labelNameCount(),
        totals.pairSeries().size(),
        totals.entries(),
        rankings(meta, index, totals, limit),
        chunks);
  }

  private static List<Ranking> rankings(
      BlockMeta meta, IndexReader index, PairTotals totals, int limit) {
    Symbols symbols = index.symbols();
    double range = meta.maxTime() - meta.minTime();
    LongFunction<String> pair =
        key -> symbols.text((int) (key >>> 32)) + "=" + symbols.text((int) key);
    LongFunction<String> name = key -> symbols.text((int) key);
    List<Ranking.Item> lengths = new ArrayList<>();
    List<Ranking.Item> values = new ArrayList<>();
    for (int i = 0; i < index.labelNameCount(); i++) {
      byte[] label = index.labelName(i);
      String text = new String(label, StandardCharsets.UTF_8);
      long length = 0;
      for (ValueCursor value = index.values(label); value.next(); ) {
        length += value.to() - value.from();
      }
      lengths.add(new Ranking.Item(length, text));
      values.add(new Ranking.Item(index.labelValueCount(label), text));
    }
    return List.of(
        Ranking.of(
            "Label pairs most involved in churning",
            "churningPairs",
            items(totals.pairUncovered(), range, pair),
            limit),
        Ranking.of(
            "Label names most involved in churning",
            "churningNames",
            items(totals.nameUncovered(), range, name),
            limit),
        Ranking.of(
            "Most common label pairs", "commonPairs", items(totals.pairSeries(), 1, pair), limit),
        Ranking.of(
            "Label names with highest cumulative label value length",
            "longestValues",
            lengths,
            limit),
        Ranking.of("Highest cardinality labels", "labelsByValues", values, limit),
        Ranking.of(
            "Highest cardinality metric names",
            "metricsBySeries",
            metrics(symbols, totals.pairSeries()),
            limit));
  }

  private static List<Ranking.Item> items(
      LongLongMap totals, double unit, LongFunction<String> text) {
    List<Ranking.Item> items = new ArrayList<>();
    for (LongLongCursor total : totals) {
      items.add(new Ranking.Item((long) (total.value / unit), text.apply(total.key)));
    }
    return items;
  }

  private static List<Ranking.Item> metrics(Symbols symbols, LongLongMap pairSeries) {
    long name = symbols.find(Labels.METRIC_NAME.getBytes(StandardCharsets.UTF_8));
    List<Ranking.Item> metrics = new ArrayList<>();
    for (LongLongCursor pair : pairSeries) {
      if (pair.key >>> 32 == name) {
        metrics.add(new Ranking.Item(pair.value, symbols.text((int) pair.key)));
      }
    }
    return metrics;
  }

  void print(ByteText out) {
    out.put("Block ID: " + meta.ulid() + "\n");
    out.put("Duration: " + Words.duration(meta.maxTime() - meta.minTime()) + "\n");
    out.put("Total Series: " + series + "\n");
    out.put("Label names: " + labelNames + "\n");
    out.put("Postings (unique label pairs): " + pairs + "\n");
    out.put("Postings entries (total label pairs): " + entries + "\n");
    for (Ranking ranking : rankings) {
      out.put("\n" + ranking.title() + ":\n");
      ranking.items().forEach(item -> out.put(item.number() + " " + item.text() + "\n"));
    }
    chunks.ifPresent(
        totals -> totals.byEncoding().forEach((encoding, of) -> print(encoding, of, out)));
  }

  private static void print(ChunkEncoding encoding, ChunkTotals.Totals totals, ByteText out) {
    print("samples per " + encoding.label() + " chunk", totals.samples(), out);
    print("bytes per " + encoding.label() + " chunk", totals.bytes(), out);
  }

  private static void print(String title, Distribution numbers, ByteText out) {
    out.put(
        String.format(
            Locale.ROOT,
            "%n%s (min/avg/max): %d/%.1f/%d%n",
            title,
            numbers.min(),
            numbers.mean(),
            numbers.max()));
    numbers
        .classes()
        .forEach((position, count) ->
            out.put(
                String.format(
                        Locale.ROOT,
                        "[%5d, %5d] %8d %s",
                        position * numbers.width() + 1,
                        (position + 1) * numbers.width(),
                        count,
                        "#".repeat((int) Math.ceil(60.0 * count / numbers.count())))
                    + "\n"));
  }

  void printJson(ByteText out) {
    JsonWriter json = new JsonWriter(out).beginObject();
    json.field("ulid", meta.ulid().toString());
    json.field("durationMillis", meta.maxTime() - meta.minTime());
    json.field("series", series);
    json.field("labelNames", labelNames);
    json.field("labelPairs", pairs);
    json.field("postingsEntries", entries);
    for (Ranking ranking : rankings) {
      json.name(ranking.key()).beginArray();
      for (Ranking.Item item : ranking.items()) {
        json.beginObject().field("name", item.text()).field("count", item.number()).endObject();
      }
      json.endArray();
    }
    if (chunks.isPresent()) {
      json.name("chunks").beginArray();
      for (Map.Entry<ChunkEncoding, ChunkTotals.Totals> entry :
          chunks.get().byEncoding().entrySet()) {
        json.beginObject().field("encoding", entry.getKey().label());
        putJson("samples", entry.getValue().samples(), json);
        putJson("bytes", entry.getValue().bytes(), json);
        json.endObject();
      }
      json.endArray();
    }
    json.endObject();
  }

  private static void putJson(String name, Distribution numbers, JsonWriter json) {
    json.name(name).beginObject();
    json.field("chunks", numbers.count()).field("sum", numbers.sum());
    json.field("min", numbers.min()).field("max", numbers.max());
    json.name("classes").beginArray();
    numbers
        .classes()
        .forEach((position, count) ->
            json.beginObject()
                .field("from", position * numbers.width() + 1)
                .field("to", (position + 1) * numbers.width())
                .field("count", count)
                .endObject());
    json.endArray().endObject();
  }
}
