package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.index.Cardinality;
import io.meridian.tsdb.index.Cardinality.Count;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The file beside a block that says what names and values its series have most of, with the names
 * that Prometheus' {@code status/tsdb} has for them: docs/formats/cardinality.md. It answers from
 * some kilobytes what else takes a walk over the index. Other programs neither need nor mind it.
 */
public final class CardinalityFile {
  /** Its name in the block's folder. */
  public static final String NAME = "cardinality.json";

  /** How many entries lists have at most. */
  public static final int LIMIT = 100;

  private static final int VERSION = 1;

  private CardinalityFile() {}

  /** The file's bytes. */
  static byte[] write(Cardinality cardinality) {
    Json json =
        new Json.Fields()
            .put("version", VERSION)
            .put("numSeries", cardinality.series())
            .put("numLabelPairs", cardinality.labelPairs())
            .put("seriesCountByMetricName", list(cardinality.seriesByMetric()))
            .put("labelValueCountByLabelName", list(cardinality.valuesByName()))
            .put("memoryInBytesByLabelName", list(cardinality.bytesByName()))
            .put("seriesCountByLabelValuePair", list(cardinality.seriesByPair()));
    return (JsonText.indented(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Json list(List<Count> counts) {
    Json.Array list = new Json.Array(Json.Place.NONE);
    counts.forEach(count ->
        list.values().add(new Json.Fields().put("name", count.of()).put("value", count.count())));
    return list;
  }

  /**
   * Reads such a file.
   *
   * @param name what errors call it
   * @throws CorruptDataException if it is none, or of another version
   */
  public static Cardinality read(byte[] json, String name) {
    MetaFields fields = MetaFields.of(name, JsonReader.read(json, name));
    long version = fields.requiredInteger("version");
    if (version != VERSION) {
      throw fields.invalid("version", "must be " + VERSION + ", was " + version);
    }
    return new Cardinality(
        fields.count("numSeries"),
        fields.count("numLabelPairs"),
        fields.objects("seriesCountByMetricName", CardinalityFile::count),
        fields.objects("seriesCountByLabelValuePair", CardinalityFile::count),
        fields.objects("labelValueCountByLabelName", CardinalityFile::count),
        fields.objects("memoryInBytesByLabelName", CardinalityFile::count));
  }

  private static Count count(MetaFields fields) {
    return new Count(fields.requiredText("name"), fields.count("value"));
  }
}
