package io.meridian.bucket;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * A bucket in S3 or a store that speaks its protocol. Requests that fail for a while are sent again
 * with growing, jittered pauses until their deadline; a body that breaks off while it is streamed
 * is not, see {@link ObjectStream}. What reads goes over {@link S3Wire}, what writes through the
 * SDK's client, which is made when it is first needed.
 */
public final class S3Bucket implements Bucket {
  /** Most entries that a store gives in one page. */
  private static final int PAGE = 1000;

  /** A page of the longest names is smaller. */
  private static final int LARGEST_PAGE = 16 << 20;

  /** What is read at once where it was asked for as a stream. */
  private static final int SHORT = 256 << 10;

  private final S3Clients clients;
  private final S3Settings settings;
  private final String name;
  private final S3Wire wire;
  private final S3Headers headers;

  private S3Bucket(S3Clients clients, S3Settings settings) {
    this.clients = clients;
    this.settings = settings;
    this.name = "s3://" + settings.bucket();
    this.wire = clients.wire();
    this.headers = new S3Headers(settings);
  }

  /** Opens a bucket without speaking to the store. */
  public static S3Bucket open(S3Settings settings) {
    return open(settings, Clock.systemUTC());
  }

  /** As {@link #open(S3Settings)}, where this machine's clock may be wrong. */
  static S3Bucket open(S3Settings settings, Clock clock) {
    return new S3Bucket(new S3Clients(settings, clock), settings);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ObjectStream get(String object) {
    Place place = place(object, Operation.GET);
    Map<String, String> asked = new LinkedHashMap<>(headers.reading());
    if (settings.checksums()) {
      asked.put("x-amz-checksum-mode", "ENABLED");
    }
    S3Answer answer =
        wire.send(
            place, SdkHttpMethod.GET, object, Map.of(), asked, new S3Exchange.Taking.AsRead(SHORT));
    return new ObjectStream(name, answer.info(place), S3CheckedBody.of(place, answer));
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    Place place = place(object, Operation.GET_RANGE);
    Ranges.check(offset, length);
    if (length == 0) {
      return new byte[0];
    }
    Map<String, String> asked = new LinkedHashMap<>(headers.reading());
    asked.put("Range", "bytes=" + offset + "-" + (offset + length - 1));
    byte[] range;
    try {
      range =
          wire.send(
                  place,
                  SdkHttpMethod.GET,
                  object,
                  Map.of(),
                  asked,
                  new S3Exchange.Taking.AtMost(length))
              .bytes();
    } catch (CorruptObjectException e) {
      throw Ranges.beyond(place, offset, length, head(object).size());
    }
    if (range.length != length) {
      throw Ranges.cut(place, offset, length, range.length);
    }
    return range;
  }

  @Override
  public ObjectInfo head(String object) {
    Place place = place(object, Operation.HEAD);
    return wire.send(
            place,
            SdkHttpMethod.HEAD,
            object,
            Map.of(),
            headers.reading(),
            new S3Exchange.Taking.AtMost(0))
        .info(place);
  }

  @Override
  public String put(String object, Content content, Condition condition) {
    return new S3Upload(clients.writing(), settings, headers)
        .put(place(object, Operation.PUT), content, condition);
  }

  @Override
  public Listing list(ListRequest request) {
    Place place = new Place(name, request.prefix(), Operation.LIST);
    if (!ObjectName.canBegin(request.prefix())) {
      return new Listing(List.of(), List.of(), Optional.empty());
    }
    checkInterrupt(place);
    Map<String, String> query = new LinkedHashMap<>();
    query.put("list-type", "2");
    query.put("max-keys", Integer.toString(Math.min(PAGE, request.limit())));
    query.put("prefix", request.prefix());
    request.token().ifPresent(token -> query.put("continuation-token", token));
    if (request.delimited()) {
      query.put("delimiter", "/");
    }
    S3Answer page =
        wire.send(
            place,
            SdkHttpMethod.GET,
            "",
            query,
            Map.of(),
            new S3Exchange.Taking.AtMost(LARGEST_PAGE));
    return S3Listing.read(place, page.bytes());
  }

  @Override
  public void delete(String object) {
    Place place = place(object, Operation.DELETE);
    S3Failures.await(
        place,
        clients.writing().deleteObject(request -> request.bucket(settings.bucket()).key(object)));
  }

  private Place place(String object, Operation operation) {
    Place place = new Place(name, object, operation);
    ObjectName.check(place);
    checkInterrupt(place);
    return place;
  }

  /** The SDK may swallow an interrupt that came before the request. */
  private static void checkInterrupt(Place place) {
    if (Thread.currentThread().isInterrupted()) {
      throw new BucketUnavailableException(place, "the thread was interrupted", null);
    }
  }

  @Override
  public void close() {
    clients.close();
  }
}
