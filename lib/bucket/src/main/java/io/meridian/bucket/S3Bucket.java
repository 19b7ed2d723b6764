package io.meridian.bucket;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * A bucket in S3 or a store that speaks its protocol. Requests that fail for a while are sent again
 * with growing, jittered pauses until their deadline; a body that breaks off while it is streamed
 * is not, see {@link ObjectStream}.
 */
public final class S3Bucket implements Bucket {
  /** Most entries that a store gives in one page. */
  private static final int PAGE = 1000;

  private final S3AsyncClient client;
  private final S3Settings settings;
  private final String name;
  private final S3Headers headers;
  private final S3Upload upload;

  private S3Bucket(S3AsyncClient client, S3Settings settings) {
    this.client = client;
    this.settings = settings;
    this.name = "s3://" + settings.bucket();
    this.headers = new S3Headers(settings);
    this.upload = new S3Upload(client, settings, headers);
  }

  /** Opens a bucket without speaking to the store. */
  public static S3Bucket open(S3Settings settings) {
    return new S3Bucket(S3Clients.open(settings), settings);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ObjectStream get(String object) {
    Place place = place(object, Operation.GET);
    ResponseInputStream<GetObjectResponse> body =
        S3Failures.await(
            place,
            client.getObject(
                headers.get(object).build(), AsyncResponseTransformer.toBlockingInputStream()));
    GetObjectResponse head = body.response();
    ObjectInfo info =
        new ObjectInfo(object, head.contentLength(), head.lastModified(), head.eTag());
    return new ObjectStream(name, info, body);
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    Place place = place(object, Operation.GET_RANGE);
    Ranges.check(offset, length);
    if (length == 0) {
      return new byte[0];
    }
    GetObjectRequest request =
        headers.get(object).range("bytes=" + offset + "-" + (offset + length - 1)).build();
    try {
      return S3Failures.await(
          place, client.getObject(request, new S3RangeBody(place, offset, length)));
    } catch (BucketRejectedException e) {
      if (S3Failures.status(e) == 416) {
        throw Ranges.beyond(place, offset, length, head(object).size());
      }
      throw e;
    }
  }

  @Override
  public ObjectInfo head(String object) {
    Place place = place(object, Operation.HEAD);
    HeadObjectResponse head = S3Failures.await(place, client.headObject(headers.head(object)));
    return new ObjectInfo(object, head.contentLength(), head.lastModified(), head.eTag());
  }

  @Override
  public String put(String object, Content content, Condition condition) {
    return upload.put(place(object, Operation.PUT), content, condition);
  }

  @Override
  public Listing list(ListRequest request) {
    Place place = new Place(name, request.prefix(), Operation.LIST);
    if (!ObjectName.canBegin(request.prefix())) {
      return new Listing(List.of(), List.of(), Optional.empty());
    }
    checkInterrupt(place);
    ListObjectsV2Response page =
        S3Failures.await(
            place,
            client.listObjectsV2(list -> {
              list.bucket(settings.bucket())
                  .prefix(request.prefix())
                  .maxKeys(Math.min(PAGE, request.limit()));
              request.token().ifPresent(list::continuationToken);
              if (request.delimited()) {
                list.delimiter("/");
              }
            }));
    List<ListedObject> objects =
        page.contents().stream()
            .map(found -> new ListedObject(found.key(), found.size(), found.lastModified()))
            .toList();
    return new Listing(
        objects,
        page.commonPrefixes().stream().map(CommonPrefix::prefix).toList(),
        Boolean.TRUE.equals(page.isTruncated())
            ? Optional.of(Objects.requireNonNull(page.nextContinuationToken()))
            : Optional.empty());
  }

  @Override
  public void delete(String object) {
    Place place = place(object, Operation.DELETE);
    S3Failures.await(
        place, client.deleteObject(request -> request.bucket(settings.bucket()).key(object)));
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
    client.close();
  }
}
