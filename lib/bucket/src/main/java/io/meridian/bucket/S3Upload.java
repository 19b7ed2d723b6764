package io.meridian.bucket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Writes objects: in one request what fits a part, else in parts, one on its way while the next is
 * read. The condition is checked by the store, with parts when they are put together. After a
 * failure the parts are deleted again; where that fails too, the store's rules for unfinished
 * uploads remove them.
 */
final class S3Upload {
  private final S3AsyncClient client;
  private final S3Settings settings;

  S3Upload(S3AsyncClient client, S3Settings settings) {
    this.client = client;
    this.settings = settings;
  }

  String put(Place place, Content content, Condition condition) {
    try {
      return switch (content) {
        case Content.Bytes(byte[] bytes) -> put(place, new ByteArrayInputStream(bytes), condition);
        case Content.OfStream(InputStream stream) -> put(place, stream, condition);
        case Content.OfFile(var file) -> {
          try (InputStream stream = Files.newInputStream(file)) {
            yield put(place, stream, condition);
          }
        }
      };
    } catch (IOException e) {
      throw Contents.unreadable(place, e);
    }
  }

  private String put(Place place, InputStream source, Condition condition) throws IOException {
    byte[] first = source.readNBytes(settings.partSize());
    return first.length < settings.partSize()
        ? putWhole(place, first, condition)
        : putParts(place, first, source, condition);
  }

  private String putWhole(Place place, byte[] bytes, Condition condition) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder().bucket(settings.bucket()).key(place.object());
    switch (condition) {
      case Condition.Any() -> {}
      case Condition.Absent() -> request.ifNoneMatch("*");
      case Condition.Matching(String version) -> request.ifMatch(version);
    }
    return S3Failures.await(
            place,
            condition,
            client.putObject(request.build(), AsyncRequestBody.fromBytesUnsafe(bytes)))
        .eTag();
  }

  private String putParts(Place place, byte[] first, InputStream source, Condition condition)
      throws IOException {
    String upload =
        S3Failures.await(
                place,
                client.createMultipartUpload(
                    request -> request.bucket(settings.bucket()).key(place.object())))
            .uploadId();
    try {
      return complete(place, upload, sendParts(place, upload, first, source), condition);
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
        following = source.readNBytes(settings.partSize());
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
    UploadPartRequest request =
        UploadPartRequest.builder()
            .bucket(settings.bucket())
            .key(place.object())
            .uploadId(upload)
            .partNumber(number)
            .build();
    return client
        .uploadPart(request, AsyncRequestBody.fromBytesUnsafe(bytes))
        .thenApply(answer ->
            CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumCRC32(answer.checksumCRC32())
                .build());
  }

  private String complete(
      Place place, String upload, List<CompletedPart> parts, Condition condition) {
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(settings.bucket())
            .key(place.object())
            .uploadId(upload)
            .multipartUpload(whole -> whole.parts(parts));
    switch (condition) {
      case Condition.Any() -> {}
      case Condition.Absent() -> request.ifNoneMatch("*");
      case Condition.Matching(String version) -> request.ifMatch(version);
    }
    return S3Failures.await(place, condition, client.completeMultipartUpload(request.build()))
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
