package io.meridian.receiver.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {
  private static final List<String> ABC = List.of("a", "b", "c");

  @RegisterExtension final Seed seed = new Seed();

  @TempDir
  @SuppressWarnings("NullAway.Init") // before each test
  private Path folder;

  private Spool open(long maxBytes) {
    return new Spool(Disk.local(), folder.resolve("peer"), maxBytes);
  }

  private static Slice slice(String tenant, byte[] message) {
    return new Slice(tenant, 1, new WireBytes(message, message.length));
  }

  private static Slice noise(RandomGenerator random, int number, int size) {
    byte[] message = new byte[size];
    random.nextBytes(message);
    return slice("tenant-" + number, message);
  }

  private static List<String> drain(Spool spool) {
    List<String> tenants = new ArrayList<>();
    for (Optional<Backlog> next = spool.oldest(); next.isPresent(); next = spool.oldest()) {
      next.get().merged().forEach(slice -> tenants.add(slice.tenant()));
      spool.remove(next.get());
    }
    return tenants;
  }

  @Test
  void givesBackWhatItGotOldestFirst() {
    RandomGenerator random = seed.random();
    try (Spool spool = open(100 << 20)) {
      List<Slice> slices = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        slices.add(noise(random, i, 1 + random.nextInt(500_000)));
        spool.append(slices.getLast());
        assertThat(spool.isEmpty()).isFalse();
      }
      Iterator<Slice> expected = slices.iterator();
      for (Optional<Backlog> next = spool.oldest(); next.isPresent(); next = spool.oldest()) {
        assertThat(spool.oldest()).containsSame(next.get());
        for (Slice got : next.get().merged()) {
          Slice sent = expected.next();
          assertThat(got.tenant()).isEqualTo(sent.tenant());
          assertThat(got.copy()).isEqualTo(sent.copy());
          assertThat(Arrays.copyOf(got.message().array(), got.size()))
              .isEqualTo(sent.message().array());
        }
        spool.remove(next.get());
      }

      assertThat(expected.hasNext()).isFalse();
      assertThat(spool.oldest()).isEmpty();
      assertThat(spool.isEmpty()).isTrue();
      assertThat(spool.stats()).isEqualTo(new Spool.Stats(0, 60, 0, 0));
      assertThat(folder.resolve("peer")).isEmptyDirectory();
    }
  }

  @Test
  void deliversSlicesOfOneTenantAndCopyTogether() {
    try (Spool spool = open(1 << 20)) {
      spool.append(slice("a", new byte[] {1}));
      spool.append(new Slice("a", 2, new WireBytes(new byte[] {2}, 1)));
      spool.append(slice("b", new byte[] {3}));
      spool.append(slice("a", new byte[] {4}));

      Backlog backlog = spool.oldest().orElseThrow();

      assertThat(backlog.slices()).isEqualTo(4);
      assertThat(
              backlog.merged().stream()
                  .map(each ->
                      each.tenant()
                          + each.copy()
                          + Arrays.toString(Arrays.copyOf(each.message().array(), each.size()))))
          .containsExactly("a1[1, 4]", "a2[2]", "b1[3]");
      spool.remove(backlog);
      assertThat(spool.oldest()).isEmpty();
    }
  }

  @Test
  void keepsWhatIsNotDeliveredThroughRestarts() {
    RandomGenerator random = seed.random();
    try (Spool spool = open(100 << 20)) {
      for (int i = 0; i < 30; i++) {
        spool.append(noise(random, i, 400_000));
      }
      for (int gone = 0; gone < 12; ) {
        Backlog backlog = spool.oldest().orElseThrow();
        gone += backlog.slices();
        spool.remove(backlog);
      }
    }
    Spool killed = open(100 << 20);
    killed.append(slice("last", new byte[10])); // and never closed

    List<String> left = drain(open(100 << 20));

    assertThat(left).endsWith("tenant-28", "tenant-29", "last");
    assertThat(left).contains("tenant-14"); // whole files come again
    assertThat(left.size()).isBetween(16, 31);
  }

  @Test
  void dropsTheOldestWhereThereIsNoMoreRoom() {
    RandomGenerator random = seed.random();
    try (Spool spool = open(10 << 20)) {
      for (int i = 0; i < 40; i++) {
        spool.append(noise(random, i, 1 << 20));
        assertThat(spool.stats().bytes()).isLessThanOrEqualTo(10 << 20);
      }
      Spool.Stats stats = spool.stats();
      List<String> left = drain(spool);

      assertThat(left.size() + stats.dropped()).isEqualTo(40);
      assertThat(left).hasSizeBetween(4, 9).endsWith("tenant-39");
      assertThat(stats.droppedBytes()).isGreaterThan(stats.dropped() << 20);
      assertThat(left.getFirst()).isEqualTo("tenant-" + stats.dropped());
    }
  }

  @Test
  void dropsTheOldestWhileItIsDelivered() {
    RandomGenerator random = seed.random();
    try (Spool spool = open(5 << 20)) {
      spool.append(noise(random, 0, 4 << 20));
      Backlog underWay = spool.oldest().orElseThrow();
      spool.append(noise(random, 1, 3 << 20));
      spool.remove(underWay);

      assertThat(drain(spool)).containsExactly("tenant-1");
    }
  }

  @Test
  void refusesASliceThatIsLargerThanItself() {
    try (Spool spool = open(1000)) {
      spool.append(noise(seed.random(), 0, 2000));

      assertThat(spool.stats().dropped()).isEqualTo(1);
      assertThat(spool.oldest()).isEmpty();
    }
  }

  @Test
  void deliversWhatStandsBeforeATornEnd() throws IOException {
    byte[] whole = fileOfThree();
    for (int length = 0; length < whole.length; length++) {
      List<String> left = drainFile(Arrays.copyOf(whole, length));

      assertThat(left).as("length %s", length).isEqualTo(ABC.subList(0, left.size()));
    }
    assertThat(drainFile(whole)).containsExactly("a", "b", "c");
  }

  @Test
  void findsEveryFlippedBit() throws IOException {
    byte[] whole = fileOfThree();
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);

      List<String> left = drainFile(damaged);

      assertThat(left.size()).as("bit %s", bit).isLessThan(3);
      assertThat(left).isEqualTo(ABC.subList(0, left.size()));
    }
  }

  private byte[] fileOfThree() throws IOException {
    try (Spool spool = open(1 << 20)) {
      for (String tenant : List.of("a", "b", "c")) {
        spool.append(slice(tenant, new byte[] {1, 2, 3, 4, 5}));
      }
    }
    try (var files = Files.list(folder.resolve("peer"))) {
      Path file = files.findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      return bytes;
    }
  }

  private List<String> drainFile(byte[] bytes) throws IOException {
    Files.write(folder.resolve("peer").resolve("0000000000000007.spool"), bytes);
    return drain(open(1 << 20));
  }

  @Test
  void deliversWhatWasUnderWayOnceItIsKnownToBeMissed() {
    try (Spool spool = open(1 << 20)) {
      spool.append(slice("a", new byte[10]));
      Pledge second = spool.appendUnderWay(slice("b", new byte[10]));
      Pledge third = spool.appendUnderWay(slice("c", new byte[10]));
      spool.append(slice("d", new byte[10]));

      assertThat(spool.isReady()).isTrue();
      assertThat(drain(spool)).containsExactly("a");
      assertThat(spool.isReady()).isFalse();
      third.strike();
      assertThat(drain(spool)).isEmpty();
      second.redeem();
      assertThat(spool.isReady()).isTrue();
      assertThat(drain(spool)).containsExactly("b", "d");

      assertThat(spool.isEmpty()).isTrue();
      assertThat(spool.stats()).isEqualTo(new Spool.Stats(0, 3, 0, 0));
    }
  }

  @Test
  void forgetsFilesInWhichAllWasUnderWayAndArrived() {
    RandomGenerator random = seed.random();
    try (Spool spool = open(100 << 20)) {
      List<Pledge> pledges = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        pledges.add(spool.appendUnderWay(noise(random, i, 400_000)));
      }
      assertThat(spool.stats().bytes()).isGreaterThan(20_000_000);
      Collections.shuffle(pledges, Random.from(random));
      pledges.forEach(Pledge::strike);
      assertThat(spool.isReady()).isFalse();
      assertThat(spool.stats().bytes()).isLessThan(5 << 20); // the file that is written
      spool.sync();

      assertThat(spool.stats()).isEqualTo(new Spool.Stats(0, 0, 0, 0));
      assertThat(spool.isEmpty()).isTrue();
      assertThat(folder.resolve("peer")).isEmptyDirectory();
      spool.append(slice("later", new byte[10]));
      assertThat(drain(spool)).containsExactly("later");
    }
  }

  @Test
  void deliversAfterARestartWhatWasUnderWayBefore() {
    Spool killed = open(1 << 20); // and never closed
    killed.appendUnderWay(slice("a", new byte[10]));
    Pledge arrived = killed.appendUnderWay(slice("b", new byte[10]));
    arrived.strike();

    assertThat(drain(open(1 << 20))).startsWith("a");
  }

  @Test
  void countsWhatWasUnderWayAsDroppedOnlyIfItIsMissed() {
    RandomGenerator random = seed.random();
    try (Spool spool = open(3 << 20)) {
      Pledge arrives = spool.appendUnderWay(noise(random, 0, 1 << 20));
      Pledge misses = spool.appendUnderWay(noise(random, 1, 1 << 20));
      Pledge tooLarge = spool.appendUnderWay(noise(random, 2, 4 << 20));
      spool.append(noise(random, 3, 2 << 20));
      assertThat(spool.stats().dropped()).isZero();

      arrives.strike();
      misses.redeem();
      tooLarge.redeem();

      assertThat(spool.stats().dropped()).isEqualTo(2);
      assertThat(drain(spool)).containsExactly("tenant-3");
    }
  }

  /** Whatever is missed comes once, in order, however it becomes known. */
  @Test
  void deliversJustWhatWasMissed() {
    RandomGenerator random = seed.random();
    try (Spool spool = open(100 << 20)) {
      List<String> missed = new ArrayList<>();
      List<String> delivered = new ArrayList<>();
      Map<Integer, Pledge> open = new HashMap<>();
      for (int i = 0; i < 400; i++) {
        Slice slice = noise(random, i, 1 + random.nextInt(100_000));
        if (random.nextInt(3) == 0) {
          spool.append(slice);
          missed.add(slice.tenant());
        } else {
          open.put(i, spool.appendUnderWay(slice));
        }
        for (int tries = random.nextInt(3); tries > 0 && !open.isEmpty(); tries--) {
          int which = List.copyOf(open.keySet()).get(random.nextInt(open.size()));
          settle(Objects.requireNonNull(open.remove(which)), which, random, missed);
        }
        if (random.nextInt(4) == 0) {
          delivered.addAll(drain(spool));
        }
      }
      open.forEach((which, pledge) -> settle(pledge, which, random, missed));
      delivered.addAll(drain(spool));
      spool.sync();

      missed.sort(Comparator.comparingInt(each -> Integer.parseInt(each.substring(7))));
      assertThat(delivered).isEqualTo(missed);
      assertThat(spool.stats()).isEqualTo(new Spool.Stats(0, missed.size(), 0, 0));
      assertThat(folder.resolve("peer")).isEmptyDirectory();
    }
  }

  private static void settle(
      Pledge pledge, int which, RandomGenerator random, List<String> missed) {
    if (random.nextBoolean()) {
      pledge.strike();
    } else {
      pledge.redeem();
      missed.add("tenant-" + which);
    }
  }

  /** A disk that takes its time holds up neither those who append nor those who deliver. */
  @Test
  @Timeout(60)
  void takesAndGivesSlicesWhileTheDiskSyncs() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Spool spool = new Spool(slowDisk(begun, end), folder.resolve("peer"), 100 << 20);
    spool.append(noise(seed.random(), 0, 5 << 20));
    spool.append(slice("tenant-1", new byte[10]));
    Thread syncing = Thread.ofPlatform().start(spool::sync);
    begun.await();

    spool.append(slice("tenant-2", new byte[10]));
    assertThat(drain(spool)).containsExactly("tenant-0", "tenant-1", "tenant-2");

    end.countDown();
    syncing.join();
    spool.append(slice("tenant-3", new byte[10]));
    spool.close();
    assertThat(drain(open(1 << 20))).containsExactly("tenant-3");
  }

  /** A disk whose files tell that a sync began, and end it when they are told to. */
  private static Disk slowDisk(CountDownLatch begun, CountDownLatch end) {
    return wrap(
        Disk.class,
        Disk.local(),
        result ->
            result instanceof DiskFile file
                ? wrap(DiskFile.class, file, UnaryOperator.identity(), "sync", begun, end)
                : result);
  }

  private static <T> T wrap(Class<T> type, T behind, UnaryOperator<@Nullable Object> results) {
    return wrap(type, behind, results, "", new CountDownLatch(1), new CountDownLatch(0));
  }

  private static <T> T wrap(
      Class<T> type,
      T behind,
      UnaryOperator<@Nullable Object> results,
      String slow,
      CountDownLatch begun,
      CountDownLatch end) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (method.getName().equals(slow)) {
                begun.countDown();
                end.await();
              }
              try {
                return results.apply(method.invoke(behind, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @Test
  void goesOnWithoutADisk() throws IOException {
    Files.createFile(folder.resolve("peer")); // where its folder should be
    try (Spool spool = open(1 << 20)) {
      spool.append(slice("a", new byte[10]));

      assertThat(spool.oldest()).isEmpty();
      assertThat(spool.stats().dropped()).isPositive();
      Files.delete(folder.resolve("peer"));
      spool.append(slice("b", new byte[10]));
      assertThat(drain(spool)).containsExactly("b");
    }
  }
}
