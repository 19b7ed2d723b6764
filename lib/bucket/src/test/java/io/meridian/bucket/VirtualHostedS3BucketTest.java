package io.meridian.bucket;

import java.util.Comparator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The bucket's name in the host's name. */
final class VirtualHostedS3BucketTest extends BucketContract {
  @SuppressWarnings("NullAway.Init") // before all tests
  private static S3Server server;

  @SuppressWarnings("NullAway.Init") // before all tests; closing a client takes seconds
  private static Bucket shared;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.startVirtualHosted();
    shared = S3Bucket.open(server.settings());
  }

  @AfterAll
  static void stop() {
    shared.close();
    server.close();
  }

  @Override
  protected Bucket open() {
    return shared;
  }

  @Override
  @AfterEach
  void closeBucket() {
    bucket.objects("").toList().forEach(object -> bucket.delete(object.name()));
  }

  /** The server sorts by UTF-16 units; S3 itself by bytes. */
  @Override
  protected Comparator<String> order() {
    return Comparator.naturalOrder();
  }
}
