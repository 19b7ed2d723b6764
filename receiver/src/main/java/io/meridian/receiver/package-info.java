/**
 * The receiver: takes remote write in, keeps it, ships blocks of it to a bucket.
 *
 * <p>What enters: a {@link io.meridian.receiver.ReceiverConfig}. What leaves: the {@link
 * io.meridian.service.lifecycle.Part}s of a process. Start reading at {@link
 * io.meridian.receiver.Receiver}, then {@link io.meridian.receiver.write.RemoteWrite}.
 */
@NullMarked
package io.meridian.receiver;

import org.jspecify.annotations.NullMarked;
