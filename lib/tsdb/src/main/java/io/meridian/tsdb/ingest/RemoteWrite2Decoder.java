package io.meridian.tsdb.ingest;

/**
 * Reads remote write 2.0 requests ({@code io.prometheus.write.v2.Request}) into batches. References
 * into the table of symbols become label fields as remote write 1.0 has them, without a string or
 * an object for a label or a float. Reused from request to request; for one thread.
 *
 * <pre>
 *   Request    := symbols:4* timeseries:5*
 *   TimeSeries := labels_refs:1* samples:2* histograms:3* exemplars:4* metadata:5
 *   Sample     := value:1 (double) timestamp:2 (int64) start_timestamp:3 (int64)
 *   Exemplar   := labels_refs:1* value:2 (double) timestamp:3 (int64)
 *   Metadata   := type:1 help_ref:3 unit_ref:4
 * </pre>
 *
 * Fields that are not known are passed over. A series whose references are not pairs, or lead
 * nowhere, gets no labels at all, which a head refuses: the series beside it are as good as ever.
 */
public final class RemoteWrite2Decoder {
  private final WireFields fields = new WireFields();
  private final HistogramFields histograms = new HistogramFields(fields);
  private final Symbols symbols = new Symbols();
  private final SymbolRefs seriesRefs = new SymbolRefs();
  private final SymbolRefs exemplarRefs = new SymbolRefs();
  private final SeriesMetadata metadata = new SeriesMetadata();

  public RemoteWrite2Decoder() {}

  /**
   * Decodes a request.
   *
   * @param body holds the decompressed request; must not change while the batch is in use
   * @param most how many bytes the request may have when its symbols are written out
   * @throws io.meridian.model.InvalidRequestException if the bytes are no such request; the batch
   *     must not be used then
   * @throws io.meridian.model.LimitExceededException if written out it would be larger
   */
  public void decode(byte[] body, int from, int to, int most, WriteBatch into) {
    into.reset(body);
    symbols.read(body, from, to, most);
    metadata.reset();
    fields.reset(body, from, to);
    while (fields.next()) {
      if (fields.field() == 5) {
        int outer = fields.enter();
        int messageFrom = fields.position();
        readSeries(into);
        fields.leave(outer);
        into.messageAt(messageFrom, fields.position());
      } else {
        fields.skip();
      }
    }
  }

  private void readSeries(WriteBatch into) {
    seriesRefs.clear();
    metadata.clear();
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> seriesRefs.read(fields);
        case 2 -> readSample(into);
        case 3 -> histograms.read(into.samples());
        case 4 -> readExemplar(into);
        case 5 -> metadata.read(fields);
        default -> fields.skip();
      }
    }
    metadata.addTo(into, symbols, seriesRefs);
    int labelsFrom = into.bytesEnd();
    symbols.writeLabels(seriesRefs, into);
    into.add(labelsFrom, into.bytesEnd());
  }

  private void readSample(WriteBatch into) {
    int outer = fields.enter();
    long bits = 0;
    long time = 0;
    long startTime = 0;
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> bits = fields.fixed();
        case 2 -> time = fields.integer();
        case 3 -> startTime = fields.integer();
        default -> fields.skip();
      }
    }
    fields.leave(outer);
    into.samples().add(time, Double.longBitsToDouble(bits), startTime);
  }

  private void readExemplar(WriteBatch into) {
    int outer = fields.enter();
    exemplarRefs.clear();
    long bits = 0;
    long time = 0;
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> exemplarRefs.read(fields);
        case 2 -> bits = fields.fixed();
        case 3 -> time = fields.integer();
        default -> fields.skip();
      }
    }
    fields.leave(outer);
    int labelsFrom = into.bytesEnd();
    if (symbols.writeLabels(exemplarRefs, into)) {
      double value = Double.longBitsToDouble(bits);
      into.exemplars().add(into.size(), labelsFrom, into.bytesEnd(), value, time);
    }
  }
}
