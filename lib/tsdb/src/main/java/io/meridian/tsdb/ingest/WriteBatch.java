package io.meridian.tsdb.ingest;

import io.meridian.model.SampleBuffer;
import java.util.Arrays;

/**
 * A request's samples in columns, reused from request to request: for each series its labels as
 * they came, undecoded, and behind one another the samples of all series.
 *
 * <p>The labels of a series are a slice of label fields as remote write 1.0 has them:
 *
 * <pre>
 *   slice := (0x0a length (0x0a length name 0x12 length value))*
 * </pre>
 *
 * That is what senders write, but not the only form that a protobuf reader takes; whoever wants to
 * know a series by its bytes must be ready for others. Other formats are brought into this one.
 *
 * <p>For one thread at a time; fills without allocating once the arrays have grown.
 */
public final class WriteBatch {
  private byte[] bytes = {};

  /** Bytes of the batch's own, for requests whose labels must be written out. */
  private byte[] own = {};

  /** Behind the last byte of {@link #bytes} in use. */
  private int bytesEnd;

  private boolean copied;

  /** The request as it came, and where in it the series' messages are. */
  private byte[] request = {};

  private boolean withSymbols;
  private int[] messageFrom = new int[256];
  private int[] messageTo = new int[256];

  private int size;
  private int[] labelsFrom = new int[256];
  private int[] labelsTo = new int[256];
  private int[] samplesTo = new int[256];
  private final SampleBuffer samples = new SampleBuffer(2048);
  private final ExemplarColumns exemplars = new ExemplarColumns();
  private final MetadataColumns metadata = new MetadataColumns();

  /**
   * Begins a batch over a request's bytes, which are not copied and must not change while it is in
   * use.
   */
  void reset(byte[] body, int to) {
    request = body;
    withSymbols = false;
    bytes = body;
    bytesEnd = to;
    copied = false;
    clear();
  }

  /** Begins a batch over bytes of its own, of which there are none yet. */
  void reset(byte[] body) {
    request = body;
    withSymbols = true;
    bytes = own;
    bytesEnd = 0;
    copied = true;
    clear();
  }

  private void clear() {
    size = 0;
    samples.clear();
    exemplars.clear();
    metadata.clear();
  }

  /**
   * Makes room behind the bytes of a batch that has its own.
   *
   * @return where to write
   */
  int reserve(int length) {
    if (bytes.length - bytesEnd < length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytesEnd + length, 2 * bytesEnd));
      own = bytes;
    }
    return bytesEnd;
  }

  /** Tells up to where it was written. */
  void written(int end) {
    bytesEnd = end;
  }

  /** Tells where in the request the message of the series is that was added last. */
  void messageAt(int from, int to) {
    if (size > messageFrom.length) {
      messageFrom = Arrays.copyOf(messageFrom, labelsFrom.length);
      messageTo = Arrays.copyOf(messageTo, labelsFrom.length);
    }
    messageFrom[size - 1] = from;
    messageTo[size - 1] = to;
  }

  /** Adds a series with the samples that were added since the one before. */
  void add(int from, int to) {
    if (size == labelsFrom.length) {
      labelsFrom = Arrays.copyOf(labelsFrom, 2 * size);
      labelsTo = Arrays.copyOf(labelsTo, 2 * size);
      samplesTo = Arrays.copyOf(samplesTo, 2 * size);
    }
    labelsFrom[size] = from;
    labelsTo[size] = to;
    samplesTo[size++] = samples.size();
  }

  /**
   * Copies a part of the bytes behind all others, so that parts which stand apart come together.
   *
   * @return where the copy begins
   */
  int copyToEnd(int from, int to) {
    int end = bytesEnd + to - from;
    if (!copied || bytes.length < end) {
      bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytesEnd));
      copied = true;
    }
    System.arraycopy(bytes, from, bytes, bytesEnd, to - from);
    int copy = bytesEnd;
    bytesEnd = end;
    return copy;
  }

  /** Behind the last byte in use. */
  int bytesEnd() {
    return bytesEnd;
  }

  /** How many series there are; one that occurs twice in the request counts twice. */
  public int size() {
    return size;
  }

  /** The array that holds the labels of all series. */
  public byte[] labelBytes() {
    return bytes;
  }

  public int labelsFrom(int series) {
    return labelsFrom[series];
  }

  public int labelsTo(int series) {
    return labelsTo[series];
  }

  /**
   * The request as it came, for whoever passes parts of it on: its series' messages are those of
   * remote write 1.0 or, {@link #withSymbols}, of 2.0.
   */
  public byte[] request() {
    return request;
  }

  /** Whether the series' messages are those of remote write 2.0. */
  public boolean withSymbols() {
    return withSymbols;
  }

  /** Where in the request a series' message begins, behind its length. */
  public int messageFrom(int series) {
    return messageFrom[series];
  }

  /** Behind a series' message. */
  public int messageTo(int series) {
    return messageTo[series];
  }

  /** A series' labels as text for a person, as they came, whether they are in order or not. */
  public String labelText(int series) {
    return LabelText.of(bytes, labelsFrom[series], labelsTo[series]);
  }

  /** The value of a label of a series; empty if it has none. */
  public String labelValue(int series, byte[] name) {
    return LabelText.value(bytes, labelsFrom[series], labelsTo[series], name);
  }

  /** The first of a series' samples. */
  public int samplesFrom(int series) {
    return series == 0 ? 0 : samplesTo[series - 1];
  }

  /** Behind the last of a series' samples. */
  public int samplesTo(int series) {
    return samplesTo[series];
  }

  /** The exemplars of all series. */
  public ExemplarColumns exemplars() {
    return exemplars;
  }

  /** What the request says of metrics. */
  public MetadataColumns metadata() {
    return metadata;
  }

  /** The samples of all series. Within one, floats come before histograms, not always by time. */
  public SampleBuffer samples() {
    return samples;
  }
}
