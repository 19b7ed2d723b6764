package io.meridian.receiver.keep;

import io.meridian.model.UnavailableException;
import io.meridian.service.lifecycle.Part;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import io.meridian.tsdb.store.StoreRecovery;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of a process. Reading the log may take a while after a crash: until then, and after the
 * end, whoever asks for the store is told to come again.
 */
public final class OpenedStore implements Part {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedStore.class);

  private final Disk disk;
  private final Path folder;
  private final StoreOptions options;
  private final InstantSource clock;
  private final RandomGenerator random;
  private volatile Optional<SampleStore> opened = Optional.empty();

  /** A store that is not open yet; the parameters are those of {@link SampleStore#open}. */
  public OpenedStore(
      Disk disk, Path folder, StoreOptions options, InstantSource clock, RandomGenerator random) {
    this.disk = disk;
    this.folder = folder;
    this.options = options;
    this.clock = clock;
    this.random = random;
  }

  /** The store, if it is open. */
  public Optional<SampleStore> opened() {
    return opened;
  }

  /**
   * The store.
   *
   * @throws UnavailableException if it is not open
   */
  public SampleStore get() {
    Optional<SampleStore> store = opened;
    if (store.isEmpty()) {
      throw new UnavailableException("the log in " + folder + " is being read, or was closed");
    }
    return store.get();
  }

  @Override
  public String name() {
    return "store";
  }

  @Override
  public void start() {
    long begin = clock.millis();
    SampleStore store = SampleStore.open(disk, folder, options, clock, random);
    opened = Optional.of(store);
    StoreRecovery recovery = store.recovery();
    LOG.info(
        "opened {} in {} ms: {} tenants, {} records of the log and {} of its checkpoint",
        folder,
        clock.millis() - begin,
        store.tenants().size(),
        recovery.log().records(),
        recovery.log().checkpointRecords());
    recovery
        .log()
        .losses()
        .forEach(loss -> LOG.error("the log in {} lost records: {}", folder, loss));
    recovery
        .damaged()
        .forEach(damage -> LOG.error("a block is left out, as it is damaged", damage));
  }

  /** Writes what the next start needs, and lets the folder go. */
  @Override
  public void stop() {
    SampleStore store = get();
    opened = Optional.empty();
    store.close();
    LOG.info("closed {}", folder);
  }
}
