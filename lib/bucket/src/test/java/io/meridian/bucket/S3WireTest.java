package io.meridian.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.testkit.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of requests that read where the store fails, or answers what it should not. */
final class S3WireTest {
  private static final byte[] CONTENT = BucketContract.bytes("the content of an object");

  @RegisterExtension final Seed seed = new Seed();

  @SuppressWarnings("NullAway.Init") // before each test
  private S3Stub store;

  @SuppressWarnings("NullAway.Init") // before each test
  private Bucket bucket;

  @BeforeEach
  void start() throws IOException {
    store = new S3Stub();
    bucket = S3Bucket.open(settings());
    put("a", CONTENT);
  }

  @AfterEach
  void stop() {
    bucket.close();
    store.close();
  }

  /** A connection that is silent for longer than a second is broken. */
  private S3Settings settings() {
    S3Settings all = store.settings();
    S3Transport plain = S3Transport.PLAIN;
    return new S3Settings(
        all.bucket(),
        all.endpoint(),
        all.region(),
        all.credentials(),
        all.pathStyle(),
        all.uploads(),
        new S3Transport(
            plain.connections(),
            plain.idle(),
            Duration.ofSeconds(1),
            plain.handshake(),
            plain.trust(),
            plain.identity()),
        all.retries(),
        all.deadline(),
        true);
  }

  /** The store keeps bodies as they come, so without the checksums behind them. */
  private void put(String object, byte[] content) {
    try (Bucket plain = S3Bucket.open(store.settings())) {
      plain.put(object, content);
    }
  }

  private int requests(Runnable reading) {
    int before = store.requests().size();
    reading.run();
    return store.requests().size() - before;
  }

  @Test
  void asksAgainAStoreThatFailsForAWhile() {
    for (int status : new int[] {500, 502, 503, 504, 429}) {
      store.refuse(2, status);

      assertThat(requests(() -> assertThat(bucket.getAll("a", 99)).isEqualTo(CONTENT)))
          .as("status " + status)
          .isEqualTo(3);
    }
  }

  @Test
  void doesNotAskAgainWhatWasRefusedForGood() {
    for (int status : new int[] {400, 401, 403, 404, 501}) {
      store.refuse(1, status);

      assertThat(
              requests(() ->
                  assertThatThrownBy(() -> bucket.head("a"))
                      .isInstanceOf(BucketException.class)
                      .isNotInstanceOf(BucketUnavailableException.class)))
          .as("status " + status)
          .isEqualTo(1);
    }
  }

  @Test
  void signsByTheClockOfTheStoreIfItIsAnother() {
    for (int hours : new int[] {2, -3}) {
      Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofHours(hours));
      try (Bucket late = S3Bucket.open(settings(), wrong)) {
        assertThat(requests(() -> assertThat(late.getAll("a", 99)).isEqualTo(CONTENT)))
            .isEqualTo(2);
        assertThat(requests(() -> late.head("a"))).isEqualTo(1);
      }
    }
  }

  @Test
  void asksNoMoreThanItsRetriesAllow() {
    store.refuse(100, 500);

    assertThat(
            requests(() ->
                assertThatThrownBy(() -> bucket.getRange("a", 0, 3))
                    .isInstanceOf(BucketUnavailableException.class)
                    .hasMessageContaining("500")))
        .isEqualTo(1 + S3Settings.DEFAULT_RETRIES);
  }

  @Test
  void spendsFewRetriesOnAStoreThatIsDown() {
    store.refuse(1_000_000, 500);
    int asked = 150;

    int sent =
        requests(() -> {
          try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < asked; i++) {
              threads.execute(() ->
                  assertThatThrownBy(() -> bucket.head("a"))
                      .isInstanceOf(BucketUnavailableException.class));
            }
          }
        });

    assertThat(sent).isBetween(asked + 50, asked + 101);
  }

  @Test
  void endsAtItsDeadline() {
    try (Bucket hurried = S3Bucket.open(store.settings().withDeadline(Duration.ofMillis(400)))) {
      store.refuse(1_000_000, 503);
      long begin = System.nanoTime();

      assertThatThrownBy(() -> hurried.head("a")).isInstanceOf(BucketUnavailableException.class);

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
    }
  }

  @Test
  void takesNothingButTheRangeFromAStoreThatSendsAll() {
    assertThatThrownBy(() -> bucket.getRange("a", 2, 5))
        .isInstanceOf(CorruptObjectException.class)
        .hasMessageContaining("expected 5 bytes from 2 on");
    assertThatThrownBy(() -> bucket.getRange("a", 2, 500))
        .isInstanceOf(CorruptObjectException.class)
        .hasMessageContaining("the answer had " + CONTENT.length);
  }

  @Test
  void holdsAWholeBodyAgainstTheStoresChecksum() {
    CRC32 sum = new CRC32();
    sum.update(CONTENT);
    store.tell("x-amz-checksum-crc32", base64((int) sum.getValue()));
    assertThat(bucket.getAll("a", 99)).isEqualTo(CONTENT);
    assertThat(store.values("x-amz-checksum-mode")).containsOnly("ENABLED");

    store.tell("x-amz-checksum-crc32", base64((int) sum.getValue() ^ 1));
    assertThatThrownBy(() -> bucket.getAll("a", 99))
        .isInstanceOf(CorruptObjectException.class)
        .hasMessageContaining("checksum");

    store.tell("x-amz-checksum-crc32", base64(0) + "-3");
    assertThat(bucket.getAll("a", 99)).isEqualTo(CONTENT);
  }

  private static String base64(int sum) {
    return Base64.getEncoder().encodeToString(ByteBuffer.allocate(4).putInt(sum).array());
  }

  @Test
  void findsOutABodyThatBreaksOff() throws IOException {
    byte[] large = new byte[3 << 20];
    new Random(seed.random().nextLong()).nextBytes(large);
    put("large", large);
    store.cutBodies(1);
    try (ObjectStream stream = bucket.get("large")) {
      assertThatThrownBy(stream::readAllBytes).isInstanceOf(BucketException.class);
    }

    assertThat(bucket.getAll("large", 3 << 20)).isEqualTo(large);
    try (ObjectStream stream = bucket.get("large")) {
      assertThat(stream.readNBytes(5)).hasSize(5); // the rest is not waited for
    }
    assertThat(bucket.getAll("a", 99)).isEqualTo(CONTENT);
  }

  @Test
  void readsAPageOfAListing() {
    store.page(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>
          <Prefix>p</Prefix><IsTruncated>true</IsTruncated><KeyCount>2</KeyCount>
          <NextContinuationToken>go &amp; on</NextContinuationToken>
          <Contents><Key>a&lt;b</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified>
            <Owner><ID>x</ID><Size>7</Size></Owner><Size>42</Size><ETag>"e"</ETag></Contents>
          <CommonPrefixes><Prefix>c/</Prefix></CommonPrefixes>
        </ListBucketResult>\
        """);

    Listing page = bucket.list(ListRequest.level("p"));

    assertThat(page.objects())
        .containsExactly(new ListedObject("a<b", 42, Instant.parse("2026-01-02T03:04:05.678Z")));
    assertThat(page.prefixes()).containsExactly("c/");
    assertThat(page.next()).contains("go & on");
  }

  @Test
  void refusesWhatIsNoListing() {
    String[] pages = {
      "",
      "no XML",
      "<ListBucketResult>",
      "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
      "<ListBucketResult><Contents><Key>a</Key><Size>x</Size></Contents></ListBucketResult>",
      "<ListBucketResult><Contents><Key>a</Key><Size>1</Size></Contents></ListBucketResult>",
      "<!DOCTYPE l [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><ListBucketResult><Contents><Key>&a;</Key>"
          + "<Size>1</Size></Contents></ListBucketResult>"
    };
    for (String page : pages) {
      byte[] body = page.getBytes(StandardCharsets.UTF_8);
      Place place = new Place("s3://bucket", "", Operation.LIST);
      assertThatThrownBy(() -> S3Listing.read(place, body))
          .as(page)
          .isInstanceOf(BucketUnavailableException.class)
          .hasMessageContaining("no listing");
    }
  }

  @Test
  void readsAnyBytesAsAListingOrRefusesThem() {
    byte[] page =
        ("<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key>"
                + "<LastModified>2026-01-02T03:04:05Z</LastModified><Size>1</Size></Contents>"
                + "</ListBucketResult>")
            .getBytes(StandardCharsets.UTF_8);
    RandomGenerator random = seed.random();
    Place place = new Place("s3://bucket", "", Operation.LIST);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = page.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(damaged.length) : damaged.length;
      try {
        S3Listing.read(place, Arrays.copyOf(damaged, length));
      } catch (BucketUnavailableException e) {
        assertThat(e.place()).isEqualTo(place);
      }
    }
  }
}
