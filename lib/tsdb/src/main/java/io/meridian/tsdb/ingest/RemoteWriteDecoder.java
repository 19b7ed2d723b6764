package io.meridian.tsdb.ingest;

/**
 * Reads remote write 1.0 requests ({@code prometheus.WriteRequest}) into batches. Labels stay
 * undecoded; floats cost no object. Reused from request to request; for one thread.
 *
 * <pre>
 *   WriteRequest := timeseries:1* metadata:3*
 *   TimeSeries   := labels:1* samples:2* exemplars:3* histograms:4*
 *   Sample       := value:1 (double) timestamp:2 (int64) start_timestamp:3 (int64)
 *   Exemplar     := labels:1* value:2 (double) timestamp:3 (int64)
 *   Metadata     := type:1 family:2 help:4 unit:5
 * </pre>
 *
 * Fields that are not known are passed over. A start timestamp is remote write 2.0's; receivers
 * pass it on to each other in this form, so it is read here, too.
 */
public final class RemoteWriteDecoder {
  /** The tag of a series' label. */
  private static final int LABEL = 0x0a;

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
        int messageFrom = fields.position();
        readSeries(into);
        fields.leave(outer);
        into.messageAt(messageFrom, fields.position());
      } else if (fields.field() == 3) {
        int outer = fields.enter();
        readMetadata(into.metadata());
        fields.leave(outer);
      } else {
        fields.skip();
      }
    }
  }

  private void readSeries(WriteBatch into) {
    labelsFrom = fields.position();
    labelsTo = fields.passShort(LABEL);
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> passLabel(into);
        case 2 -> readSample(into);
        case 3 -> readExemplar(into);
        case 4 -> histograms.read(into.samples());
        default -> fields.skip();
      }
    }
    into.add(labelsFrom, labelsTo);
  }

  private void readExemplar(WriteBatch into) {
    int seriesFrom = labelsFrom;
    int seriesTo = labelsTo;
    int outer = fields.enter();
    labelsFrom = fields.position();
    labelsTo = labelsFrom;
    long bits = 0;
    long time = 0;
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> passLabel(into);
        case 2 -> bits = fields.fixed();
        case 3 -> time = fields.integer();
        default -> fields.skip();
      }
    }
    fields.leave(outer);
    into.exemplars().add(into.size(), labelsFrom, labelsTo, Double.longBitsToDouble(bits), time);
    labelsFrom = seriesFrom;
    labelsTo = seriesTo;
  }

  private void readMetadata(MetadataColumns into) {
    into.add();
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> into.setType((int) fields.integer());
        case 2 -> readSlice(0, into);
        case 4 -> readSlice(1, into);
        case 5 -> readSlice(2, into);
        default -> fields.skip();
      }
    }
  }

  private void readSlice(int slice, MetadataColumns into) {
    int length = fields.skipBytes();
    into.slice(slice, fields.position() - length, fields.position());
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
    if (labelsTo != into.bytesEnd()) {
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
}
