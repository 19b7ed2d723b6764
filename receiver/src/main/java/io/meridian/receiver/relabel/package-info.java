/**
 * What becomes of series at the door: {@code --receive.relabel-config} changes or drops them, and
 * {@code --receive.split-tenant-label-name} gives them to tenants by a label. Only what senders
 * write comes through here, and before anybody decides where a series belongs.
 *
 * <p>What enters: decoded requests on their way to a {@link
 * io.meridian.receiver.write.WriteTarget}. What leaves: the same ones, or others of them. Start
 * reading at {@link io.meridian.receiver.relabel.RelabelledTarget}.
 */
@NullMarked
package io.meridian.receiver.relabel;

import org.jspecify.annotations.NullMarked;
