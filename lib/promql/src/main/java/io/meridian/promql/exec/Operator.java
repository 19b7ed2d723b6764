package io.meridian.promql.exec;

import java.util.Optional;

/**
 * A part of a running query that gives instant vectors at every step of its {@link StepGrid}.
 *
 * <h2>Two speeds</h2>
 *
 * An operator gives its series in blocks ({@link #next}), one after the other, by one thread. That
 * is cheap: a block knows the labels of its series, none of its samples has been decoded. Whoever
 * took a block decides what to do with its labels (an aggregation gives each series the number of
 * its group), and has it {@linkplain SeriesBlock#evaluate evaluated} when and by which thread it
 * likes. Different blocks may be evaluated side by side; one block is used by one thread at a time.
 *
 * <p>So there are two kinds of operators. Most are maps: their block wraps a block of the operator
 * below and, when evaluated, has that fill the tile and then works on the tile in place. The others
 * need all series before they can give the first one (aggregations, joins, sorts); they run
 * everything below to its end with {@link QueryRun#drain}, which spreads blocks over threads.
 * Memory therefore grows with what these keep (groups × steps), never with series × steps.
 *
 * <h2>The same bits for any number of threads</h2>
 *
 * Leaves cut their series into blocks of {@link #BLOCK_SERIES}, fewer where the query reads long
 * ranges of time, whatever batches the source gives and however many threads there are; the last
 * block may be smaller. Maps keep that cut. A drain folds each block by itself and merges the
 * partial results in the order of blocks, so the order of every calculation follows from the series
 * alone.
 *
 * <h2>Labels and names</h2>
 *
 * Labels are ranges of packed bytes. They are unique, except that with {@link
 * EngineOptions#delayedNameRemoval} series may differ in nothing but a name that is to be dropped:
 * {@link SeriesBlock#dropsName} then travels with the series, its labels keep the name, and the
 * engine drops it from the final result. Without delayed removal whoever drops a name takes it out
 * of the bytes at once ({@link NameDrop}) and the flag is of no consequence.
 *
 * <h2>Life</h2>
 *
 * {@link #next} until it is empty, all blocks evaluated and closed, then {@link #finish}, then
 * {@link #close}. Errors are exceptions; closing is allowed at any time.
 */
public interface Operator extends AutoCloseable {
  /** How many series a block holds at most, and the unit in which work is spread over threads. */
  int BLOCK_SERIES = 1024;

  /** The instants for which blocks are evaluated. */
  StepGrid steps();

  /**
   * The next series, which from then on belong to the caller, who closes them; empty at the end.
   */
  Optional<SeriesBlock> next();

  /**
   * Says that all blocks have been evaluated.
   *
   * @throws io.meridian.model.QueryFailedException for what only shows then, as two series of one
   *     name
   */
  void finish();

  @Override
  void close();
}
