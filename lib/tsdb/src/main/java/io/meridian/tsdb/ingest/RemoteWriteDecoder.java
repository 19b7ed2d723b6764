package io.meridian.tsdb.ingest;

/**
 * Reads remote write 1.0 requests ({@code prometheus.WriteRequest}) into batches. Labels stay
 * undecoded; floats cost no object. Reused from request to request; for one thread.
 *
 * <pre>
 *   WriteRequest := timeseries:1* metadata:3*
 *   TimeSeries   := labels:1* samples:2* exemplars:3* histograms:4*
 *   Sample       := value:1 (double) timestamp:2 (int64)
 * </pre>
 *
 * Fields that are not known are passed over, as are, for now, exemplars and metadata.
 */
public final class RemoteWriteDecoder {
  private final WireFields fields = new WireFields();
  private final HistogramFields histograms = new HistogramFields(fields);

  private int labelsFrom;
  private int labelsTo;

  public RemoteWriteDecoder() {}

  /**
   * Decodes a request.
   *
   * @param body holds the decompressed request; must not change while the batch is in use
   * @throws io.meridian.model.InvalidRequestException if the bytes are no such request; the batch
   *     must not be used then
   */
  public void decode(byte[] body, int from, int to, WriteBatch into) {
    into.reset(body, to);
    fields.reset(body, from, to);
    while (fields.next()) {
      if (fields.field() == 1) {
        int outer = fields.enter();
        readSeries(into);
        fields.leave(outer);
      } else {
        fields.skip();
      }
    }
  }

  private void readSeries(WriteBatch into) {
    labelsFrom = fields.position();
    labelsTo = labelsFrom;
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> passLabel(into);
        case 2 -> readSample(into);
        case 4 -> histograms.read(into.samples());
        default -> fields.skip();
      }
    }
    into.add(labelsFrom, labelsTo);
  }

  /** Labels that stand apart from those before are brought together behind the request. */
  private void passLabel(WriteBatch into) {
    int from = fields.fieldAt();
    fields.skipBytes();
    if (labelsTo == labelsFrom) {
      labelsFrom = from;
      labelsTo = fields.position();
    } else if (labelsTo == from) {
      labelsTo = fields.position();
    } else {
      join(from, fields.position(), into);
    }
  }

  private void join(int from, int to, WriteBatch into) {
    if (labelsFrom < fields.position()) {
      int length = labelsTo - labelsFrom;
      labelsFrom = into.copyToEnd(labelsFrom, labelsTo);
      labelsTo = labelsFrom + length;
    }
    into.copyToEnd(from, to);
    labelsTo += to - from;
  }

  private void readSample(WriteBatch into) {
    int outer = fields.enter();
    long bits = 0;
    long time = 0;
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> bits = fields.fixed();
        case 2 -> time = fields.integer();
        default -> fields.skip();
      }
    }
    fields.leave(outer);
    into.samples().add(time, Double.longBitsToDouble(bits));
  }
}
