package io.meridian.bucket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Writes objects: in one request what fits a part, else in parts, one on its way while the next is
 * read. The condition is checked by the store, with parts when they are put together. After a
 * failure the parts are deleted again; where that fails too, the store's rules for unfinished
 * uploads remove them.
 *
 * <p>A conditional write carries a name of its own beside the object. A request whose answer is
 * lost is sent again, and the store then says that the condition does not hold, because the first
 * one had arrived: whoever finds its own name on the object has written it.
 */
final class S3Upload {
  private final S3AsyncClient client;
  private final S3Settings settings;
  private final S3Headers headers;

  S3Upload(S3AsyncClient client, S3Settings settings, S3Headers headers) {
    this.client = client;
    this.settings = settings;
    this.headers = headers;
  }

  String put(Place place, Content content, Condition condition) {
    try {
      return switch (content) {
        case Content.Bytes(byte[] bytes) ->
            settings.uploads().multipart()
                ? put(place, new ByteArrayInputStream(bytes), condition)
                : putWhole(place, AsyncRequestBody.fromBytesUnsafe(bytes), condition);
        case Content.OfStream(InputStream stream) ->
            settings.uploads().multipart()
                ? put(place, stream, condition)
                : putSpooled(place, stream, condition);
        case Content.OfFile(Path file) -> putFile(place, file, condition);
      };
    } catch (IOException e) {
      throw Contents.unreadable(place, e);
    }
  }

  private String putFile(Place place, Path file, Condition condition) throws IOException {
    if (!settings.uploads().multipart()) {
      Files.size(file);
      return putWhole(place, AsyncRequestBody.fromFile(file), condition);
    }
    try (InputStream stream = Files.newInputStream(file)) {
      return put(place, stream, condition);
    }
  }

  /** A request without parts needs the size first. */
  private String putSpooled(Place place, InputStream source, Condition condition)
      throws IOException {
    Path spool = Files.createTempFile("meridian-upload", "");
    try {
      Files.copy(source, spool, StandardCopyOption.REPLACE_EXISTING);
      return putWhole(place, AsyncRequestBody.fromFile(spool), condition);
    } finally {
      Files.delete(spool);
    }
  }

  private String put(Place place, InputStream source, Condition condition) throws IOException {
    int partSize = settings.uploads().partSize();
    byte[] first = source.readNBytes(partSize);
    return first.length < partSize
        ? putWhole(place, AsyncRequestBody.fromBytesUnsafe(first), condition)
        : putParts(place, first, source, condition);
  }

  private String putWhole(Place place, AsyncRequestBody body, Condition condition) {
    Optional<String> write = write(condition);
    return conditional(
        place,
        write,
        () ->
            S3Failures.await(
                    place,
                    condition,
                    client.putObject(headers.put(place.object(), condition, write), body))
                .eTag());
  }

  private static Optional<String> write(Condition condition) {
    return condition instanceof Condition.Any
        ? Optional.empty()
        : Optional.of(UUID.randomUUID().toString());
  }

  private String conditional(Place place, Optional<String> write, Supplier<String> request) {
    try {
      return request.get();
    } catch (PreconditionFailedException | ObjectNotFoundException e) {
      return write.flatMap(id -> written(place, id)).orElseThrow(() -> e);
    }
  }

  /** The version of the object, if it comes from a certain write. */
  private Optional<String> written(Place place, String write) {
    try {
      HeadObjectResponse head =
          S3Failures.await(place, client.headObject(headers.head(place.object())));
      return write.equals(head.metadata().get(S3Headers.WRITE))
          ? Optional.of(head.eTag())
          : Optional.empty();
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
    }
  }

  private String putParts(Place place, byte[] first, InputStream source, Condition condition)
      throws IOException {
    Optional<String> write = write(condition);
    String upload =
        S3Failures.await(place, client.createMultipartUpload(headers.create(place.object(), write)))
            .uploadId();
    try {
      List<CompletedPart> parts = sendParts(place, upload, first, source);
      return conditional(place, write, () -> complete(place, upload, parts, condition));
    } catch (IOException | RuntimeException e) {
      abort(place, upload);
      throw e;
    }
  }

  private List<CompletedPart> sendParts(
      Place place, String upload, byte[] first, InputStream source) throws IOException {
    List<CompletedPart> parts = new ArrayList<>();
    byte[] part = first;
    while (part.length > 0) {
      CompletableFuture<CompletedPart> sent = send(place, upload, parts.size() + 1, part);
      byte[] following;
      try {
        following = source.readNBytes(settings.uploads().partSize());
      } catch (IOException | RuntimeException e) {
        sent.cancel(true);
        throw e;
      }
      parts.add(S3Failures.await(place, sent));
      part = following;
    }
    return parts;
  }

  private CompletableFuture<CompletedPart> send(
      Place place, String upload, int number, byte[] bytes) {
    return client
        .uploadPart(
            headers.part(place.object(), upload, number), AsyncRequestBody.fromBytesUnsafe(bytes))
        .thenApply(answer ->
            CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumCRC32(answer.checksumCRC32())
                .build());
  }

  private String complete(
      Place place, String upload, List<CompletedPart> parts, Condition condition) {
    return S3Failures.await(
            place,
            condition,
            client.completeMultipartUpload(
                headers
                    .complete(place.object(), upload, condition)
                    .multipartUpload(whole -> whole.parts(parts))
                    .build()))
        .eTag();
  }

  private void abort(Place place, String upload) {
    try {
      S3Failures.await(
          place,
          client.abortMultipartUpload(
              request -> request.bucket(settings.bucket()).key(place.object()).uploadId(upload)));
    } catch (BucketException e) {
      // The first failure is the one to tell; the parts are no object and are never seen.
    }
  }
}
