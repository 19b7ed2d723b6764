package io.meridian.bucket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.testkit.Seed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What every bucket and every wrapper does. A subclass gives an empty one for each test. */
public abstract class BucketContract {
  @RegisterExtension protected final Seed seed = new Seed();
  @TempDir protected Path scratch;

  @SuppressWarnings("NullAway.Init") // before each test
  protected Bucket bucket;

  protected abstract Bucket open() throws Exception;

  @BeforeEach
  void openBucket() throws Exception {
    bucket = open();
  }

  /** The order of listings, where a test server departs from that of bytes. */
  protected Comparator<String> order() {
    return ObjectName.ORDER;
  }

  @AfterEach
  void closeBucket() {
    bucket.close();
  }

  @Test
  void givesBackWhatWasPut() {
    byte[] bytes = random(100_000);

    bucket.put("a/b", bytes);

    assertThat(bucket.getAll("a/b", 100_000)).isEqualTo(bytes);
    assertThat(bucket.head("a/b").size()).isEqualTo(100_000);
    assertThat(bucket.head("a/b").name()).isEqualTo("a/b");
    assertThat(bucket.head("a/b").modified())
        .isBetween(
            Instant.now().minus(Duration.ofMinutes(5)), Instant.now().plus(Duration.ofMinutes(5)));
    assertThat(bucket.exists("a/b")).isTrue();
  }

  @Test
  void holdsEmptyObjects() {
    bucket.put("empty", new byte[0]);

    assertThat(bucket.getAll("empty", 0)).isEmpty();
    assertThat(bucket.head("empty").size()).isZero();
    assertThat(bucket.objects("")).extracting(ListedObject::size).containsExactly(0L);
  }

  @Test
  void replacesAnObject() {
    bucket.put("a", bytes("first, and longer"));
    assertThat(bucket.getRange("a", 0, 5)).isEqualTo(bytes("first"));
    String before = bucket.head("a").version();

    bucket.put("a", bytes("second"));

    assertThat(bucket.getAll("a", 100)).isEqualTo(bytes("second"));
    assertThat(bucket.getRange("a", 0, 6)).isEqualTo(bytes("second"));
    assertThat(bucket.head("a").version()).isNotEqualTo(before);
  }

  @Test
  void readsEveryRange() {
    byte[] bytes = random(70_000);
    bucket.put("a", bytes);
    RandomGenerator random = seed.random();

    for (int i = 0; i < 20; i++) {
      int from = random.nextInt(70_000);
      int length = random.nextInt(70_001 - from);
      assertThat(bucket.getRange("a", from, length))
          .isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
    }
    assertThat(bucket.getRange("a", 0, 70_000)).isEqualTo(bytes);
    assertThat(bucket.getRange("a", 69_999, 1)).containsExactly(bytes[69_999]);
  }

  @Test
  void refusesARangeThatTheObjectDoesNotHave() {
    bucket.put("a", bytes("0123456789"));

    assertThatThrownBy(() -> bucket.getRange("a", 5, 6))
        .isInstanceOf(CorruptObjectException.class)
        .hasMessageContaining(bucket.name())
        .hasMessageContaining("get_range")
        .hasMessageContaining("6 bytes from 5");
    assertThatThrownBy(() -> bucket.getRange("a", 10, 1))
        .isInstanceOf(CorruptObjectException.class);
    assertThatThrownBy(() -> bucket.getRange("a", 1L << 40, 1))
        .isInstanceOf(CorruptObjectException.class);
    assertThatThrownBy(() -> bucket.getRange("a", -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesMoreBytesThanTheCallerAccepts() {
    bucket.put("a", bytes("0123456789"));

    assertThatThrownBy(() -> bucket.getAll("a", 9))
        .isInstanceOf(CorruptObjectException.class)
        .hasMessageContaining("at most 9 bytes");
  }

  @Test
  void saysWhatIsNotThere() {
    bucket.put("folder/object", bytes("x"));

    for (String name : List.of("none", "folder", "folder/object/below", "folder/none")) {
      assertThatThrownBy(() -> bucket.getAll(name, 1))
          .isInstanceOf(ObjectNotFoundException.class)
          .hasMessageContaining("get " + bucket.name() + "/" + name);
      assertThatThrownBy(() -> bucket.getRange(name, 0, 1))
          .isInstanceOf(ObjectNotFoundException.class);
      assertThatThrownBy(() -> bucket.head(name)).isInstanceOf(ObjectNotFoundException.class);
      assertThat(bucket.exists(name)).isFalse();
    }
  }

  @Test
  void refusesNamesThatAreNone() {
    for (String name :
        List.of(
            "",
            "/a",
            "a/",
            "a//b",
            ".",
            "..",
            "../a",
            "a/../../b",
            "a/./b",
            "a\0b",
            "a\nb",
            "\ud800",
            "x".repeat(1025))) {
      assertThatThrownBy(() -> bucket.put(name, bytes("x")))
          .as(name)
          .isInstanceOf(BucketRejectedException.class);
      assertThatThrownBy(() -> bucket.getRange(name, 0, 1))
          .isInstanceOf(BucketRejectedException.class);
      assertThatThrownBy(() -> bucket.delete(name)).isInstanceOf(BucketRejectedException.class);
    }
    assertThat(bucket.objects("")).isEmpty();
  }

  @Test
  void takesOddNames() {
    List<String> names =
        List.of("a b", "a+b%20c", "ä/ö", "\ud83d\ude00", "\ufffd", "a&b=c?d#e", "...", "'\"<>\\");

    names.forEach(name -> bucket.put(name, bytes(name)));

    names.forEach(name -> assertThat(bucket.getAll(name, 100)).isEqualTo(bytes(name)));
    assertThat(bucket.objects("").map(ListedObject::name).toList())
        .containsExactlyElementsOf(names.stream().sorted(order()).toList());
  }

  @Test
  void deletes() {
    bucket.put("a/b/c", bytes("x"));
    assertThat(bucket.getRange("a/b/c", 0, 1)).hasSize(1);

    bucket.delete("a/b/c");
    bucket.delete("a/b/c");
    bucket.delete("never/there");

    assertThat(bucket.exists("a/b/c")).isFalse();
    assertThatThrownBy(() -> bucket.getRange("a/b/c", 0, 1))
        .isInstanceOf(ObjectNotFoundException.class);
    assertThat(bucket.folders("")).isEmpty();
    bucket.put("a", bytes("an object where a folder was"));
    assertThat(bucket.exists("a")).isTrue();
  }

  @Test
  void putsFilesAndStreams() throws IOException {
    byte[] bytes = random(300_000);
    Path file = Files.write(scratch.resolve("file"), bytes);

    bucket.put("file", Content.of(file), Condition.ANY);
    bucket.put("stream", Content.of(new ByteArrayInputStream(bytes)), Condition.ANY);

    assertThat(bucket.getAll("file", 300_000)).isEqualTo(bytes);
    assertThat(bucket.getAll("stream", 300_000)).isEqualTo(bytes);
  }

  @Test
  void leavesNothingBehindWhenTheSourceFails() {
    bucket.put("a", bytes("old"));

    for (Content content :
        List.of(Content.of(scratch.resolve("none")), Content.of(new BrokenStream(200_000)))) {
      assertThatThrownBy(() -> bucket.put("a", content, Condition.ANY))
          .isInstanceOf(BucketRejectedException.class)
          .hasMessageContaining("cannot be read");
    }

    assertThat(bucket.getAll("a", 100)).isEqualTo(bytes("old"));
    assertThat(bucket.objects("")).hasSize(1);
  }

  @Test
  void createsOnlyWhatIsAbsent() {
    bucket.put("a", Content.of(bytes("first")), Condition.ABSENT);

    assertThatThrownBy(() -> bucket.put("a", Content.of(bytes("second")), Condition.ABSENT))
        .isInstanceOf(PreconditionFailedException.class)
        .hasMessageContaining("there already");

    assertThat(bucket.getAll("a", 100)).isEqualTo(bytes("first"));
    bucket.delete("a");
    bucket.put("a", Content.of(bytes("third")), Condition.ABSENT);
    assertThat(bucket.getAll("a", 100)).isEqualTo(bytes("third"));
  }

  @Test
  void replacesOnlyTheVersionThatWasSeen() {
    String first = bucket.put("a", bytes("1"));
    assertThat(bucket.head("a").version()).isEqualTo(first);

    String second = bucket.put("a", Content.of(bytes("2")), new Condition.Matching(first));

    assertThat(second).isNotEqualTo(first);
    assertThatThrownBy(() -> bucket.put("a", Content.of(bytes("3")), new Condition.Matching(first)))
        .isInstanceOf(PreconditionFailedException.class);
    assertThatThrownBy(
            () -> bucket.put("none", Content.of(bytes("3")), new Condition.Matching(first)))
        .isInstanceOfAny(PreconditionFailedException.class, ObjectNotFoundException.class);
    assertThat(bucket.getAll("a", 100)).isEqualTo(bytes("2"));
    try (ObjectStream stream = bucket.get("a")) {
      assertThat(stream.info().version()).isEqualTo(second);
    }
  }

  @Test
  void letsOneOfManyCreate() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        byte[] content = bytes("writer " + i);
        writers.add(
            threads.submit(() -> bucket.put("lease", Content.of(content), Condition.ABSENT)));
      }

      List<Integer> winners = new ArrayList<>();
      for (int i = 0; i < writers.size(); i++) {
        if (succeeded(writers.get(i))) {
          winners.add(i);
        }
      }

      assertThat(winners).hasSize(1);
      assertThat(bucket.getAll("lease", 100)).isEqualTo(bytes("writer " + winners.getFirst()));
    }
  }

  private static boolean succeeded(Future<String> writer) throws InterruptedException {
    try {
      writer.get();
      return true;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(PreconditionFailedException.class);
      return false;
    }
  }

  @Test
  void listsPageByPageInByteOrder() {
    TreeSet<String> names = new TreeSet<>(order());
    RandomGenerator random = seed.random();
    String letters = "ab/.-\ufffd";
    while (names.size() < 60) {
      String name =
          random
              .ints(8, 0, letters.length())
              .mapToObj(i -> "" + letters.charAt(i))
              .toList()
              .toString()
              .replaceAll("[\\[\\], ]", "");
      // One name must not be the folder of another: a file system could not hold both.
      if (!name.matches("/.*|.*/|.*//.*|(.*/)?\\.\\.?(/.*)?") && fits(names, name)) {
        names.add(name);
      }
    }
    names.forEach(name -> bucket.put(name, bytes(name)));

    for (String prefix : List.of("", "a", "b/", "a/b")) {
      List<String> expected = names.stream().filter(name -> name.startsWith(prefix)).toList();
      assertThat(bucket.objects(prefix).map(ListedObject::name).toList()).isEqualTo(expected);
      for (int limit : List.of(1, 7, 1000)) {
        assertThat(paged(ListRequest.all(prefix).limitedTo(limit))).isEqualTo(expected);
      }
    }
  }

  private static boolean fits(Set<String> names, String name) {
    return names.stream()
        .noneMatch(other -> other.startsWith(name + "/") || name.startsWith(other + "/"));
  }

  @Test
  void foldsNamesBehindASlash() {
    List.of("a/1", "a/2", "a/b/3", "a.txt", "a-/x", "b/1", "c")
        .forEach(n -> bucket.put(n, bytes(n)));

    Listing top = bucket.list(ListRequest.level(""));
    assertThat(top.prefixes()).containsExactly("a-/", "a/", "b/");
    assertThat(top.objects()).extracting(ListedObject::name).containsExactly("a.txt", "c");
    assertThat(bucket.folders("a/").toList()).containsExactly("a/b/");
    assertThat(bucket.folders("a").toList()).containsExactly("a-/", "a/");
    for (int limit = 1; limit <= 6; limit++) {
      assertThat(paged(ListRequest.level("").limitedTo(limit)))
          .containsExactlyInAnyOrder("a-/", "a.txt", "a/", "b/", "c");
      assertThat(paged(ListRequest.level("a/").limitedTo(limit)))
          .containsExactlyInAnyOrder("a/1", "a/2", "a/b/");
    }
    assertThat(bucket.list(ListRequest.level("none/")).objects()).isEmpty();
    assertThat(bucket.objects("../")).isEmpty();
  }

  private List<String> paged(ListRequest request) {
    List<String> names = new ArrayList<>();
    Optional<String> next;
    do {
      Listing page = bucket.list(request);
      int size = page.objects().size() + page.prefixes().size();
      assertThat(size).isLessThanOrEqualTo(request.limit());
      names.addAll(page.prefixes());
      page.objects().forEach(object -> names.add(object.name()));
      next = page.next();
      request = next.isPresent() ? request.after(next.get()) : request;
    } while (next.isPresent());
    return names;
  }

  protected byte[] random(int size) {
    byte[] bytes = new byte[size];
    RandomGenerator random = seed.random();
    random.nextBytes(bytes);
    return bytes;
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** Fails after a number of zeros. */
  private static final class BrokenStream extends InputStream {
    private int left;

    BrokenStream(int left) {
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      return read(new byte[1], 0, 1) < 0 ? -1 : 0;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (left <= 0) {
        throw new IOException("the source broke");
      }
      int count = Math.min(left, length);
      left -= count;
      return count;
    }
  }
}
