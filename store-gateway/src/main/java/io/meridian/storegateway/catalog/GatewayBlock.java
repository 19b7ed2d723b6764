package io.meridian.storegateway.catalog;

import io.meridian.blocks.KnownBlock;
import io.meridian.blocks.LazyBlock;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.model.CorruptDataException;
import io.meridian.model.LabelAnswer;
import io.meridian.model.MeridianException;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.serve.CallUse;
import io.meridian.storeapi.serve.LabelQuestion;
import io.meridian.storeapi.serve.ServableBlock;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.LateLabel;
import io.meridian.tsdb.block.Ulid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A block that is served. It is opened by the first request that needs it, shared by those that
 * follow, and closed when nobody has needed it for a while, or when it is gone from the bucket and
 * its last reader has left. One that cannot be opened because it is damaged, or whose objects are
 * missing, is left alone for a while; requests are told so at once.
 */
final class GatewayBlock implements ServableBlock {
  /** For how long a block that is damaged or missing is not tried again. */
  static final Duration ASIDE = Duration.ofMinutes(5);

  private final KnownBlock known;
  private final BlockOpener opener;
  private final LabelAnswers answers;
  private final InstantSource clock;
  private final CatalogCounters counters;

  /** Held while the block is opened, which may take long; before the monitor of this. */
  private final ReentrantLock opening = new ReentrantLock();

  // The state, guarded by this.
  private @Nullable LazyBlock open;
  private int users;
  private boolean gone;
  private Instant lastUse = Instant.EPOCH;
  private Instant asideUntil = Instant.EPOCH;
  private BlockState fault = BlockState.KNOWN;
  private BlockStatus.@Nullable Failure lastError;

  GatewayBlock(
      KnownBlock known,
      BlockOpener opener,
      LabelAnswers answers,
      InstantSource clock,
      CatalogCounters counters) {
    this.known = known;
    this.answers = answers;
    this.opener = opener;
    this.clock = clock;
    this.counters = counters;
  }

  KnownBlock known() {
    return known;
  }

  /** Whether this is what the last look found, which is another object where files changed. */
  @SuppressWarnings("ReferenceEquality")
  boolean isOf(KnownBlock found) {
    return known == found;
  }

  @Override
  public Ulid ulid() {
    return known.ulid();
  }

  @Override
  public long minTime() {
    return known.minTime();
  }

  @Override
  public long maxTime() {
    return known.maxTime();
  }

  @Override
  public long resolution() {
    return known.resolution();
  }

  @Override
  public boolean isLate() {
    return LateLabel.isIn(known.labels());
  }

  @Override
  public Optional<LabelAnswer> remembered(LabelQuestion question) {
    return answers.get(known.ulid(), question);
  }

  @Override
  public void remember(LabelQuestion question, LabelAnswer answer) {
    answers.put(known.ulid(), question, answer);
  }

  @Override
  public Lease open(CallUse use) {
    Optional<LazyBlock> there = join();
    LazyBlock block = there.isPresent() ? there.get() : load();
    try {
      return new OpenLease(block.reader((_, bytes) -> use.read(bytes)));
    } catch (RuntimeException e) {
      failed(e, true);
      leave();
      throw e;
    }
  }

  /** The open block with one more user, if it is open. */
  private synchronized Optional<LazyBlock> join() {
    if (lastError != null && clock.instant().isBefore(asideUntil)) {
      throw new UnavailableException(
          "block %s is left alone until %s: %s".formatted(known, asideUntil, lastError.message()));
    }
    LazyBlock block = open;
    if (block == null) {
      return Optional.empty();
    }
    users++;
    return Optional.of(block);
  }

  private LazyBlock load() {
    opening.lock();
    try {
      Optional<LazyBlock> meanwhile = join();
      if (meanwhile.isPresent()) {
        return meanwhile.get();
      }
      LazyBlock loaded = opener.openAside(known);
      counters.opened();
      synchronized (this) {
        open = loaded;
        users++;
        fault = BlockState.KNOWN;
      }
      return loaded;
    } catch (RuntimeException e) {
      counters.openFailed();
      failed(e, true);
      throw e;
    } finally {
      opening.unlock();
    }
  }

  private final class OpenLease implements Lease {
    private final BlockReader reader;
    private boolean closed;

    OpenLease(BlockReader reader) {
      this.reader = reader;
    }

    @Override
    public BlockReader reader() {
      return reader;
    }

    @Override
    public void failed(RuntimeException cause) {
      GatewayBlock.this.failed(cause, false);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        leave();
      }
    }
  }

  private synchronized void leave() {
    users--;
    lastUse = clock.instant();
    if (gone) {
      closeUnused();
    }
  }

  /**
   * Takes notice of what a request failed with, if that says something of the block.
   *
   * @param opening whether it could not even be opened
   */
  private synchronized void failed(RuntimeException cause, boolean opening) {
    Instant now = clock.instant();
    if (cause instanceof CorruptDataException) {
      fault = BlockState.DAMAGED;
      counters.damaged();
      asideUntil = opening ? now.plus(ASIDE) : asideUntil;
    } else if (cause instanceof UnavailableException
        && cause.getCause() instanceof ObjectNotFoundException) {
      fault = BlockState.MISSING;
      counters.missing();
      asideUntil = now.plus(ASIDE);
    } else if (cause instanceof MeridianException && !(cause instanceof UnavailableException)) {
      return; // the request's own limits
    }
    lastError = new BlockStatus.Failure(now, String.valueOf(cause.getMessage()));
  }

  /** It is not in the bucket any more: it is closed with its last reader. */
  synchronized void leaveOut() {
    gone = true;
    closeUnused();
  }

  /** Closes it if nobody has read it since an instant. */
  synchronized void closeIdle(Instant since) {
    if (lastUse.isBefore(since)) {
      closeUnused();
    }
  }

  private void closeUnused() {
    LazyBlock block = open;
    if (users == 0 && block != null) {
      open = null;
      block.close();
    }
  }

  synchronized boolean isOpen() {
    return open != null;
  }

  synchronized BlockStatus status() {
    boolean faulty = lastError != null && lastError.time().plus(ASIDE).isAfter(clock.instant());
    BlockState calm = open == null ? BlockState.KNOWN : BlockState.OPEN;
    return new BlockStatus(
        known,
        faulty && fault != BlockState.KNOWN ? fault : calm,
        users,
        Optional.ofNullable(lastError));
  }
}
