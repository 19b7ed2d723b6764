/**
 * Command lines of services, bound to records together with their configuration files.
 *
 * <p>What enters: a record type whose components say which flags they have, and arguments. What
 * leaves: the record, with a flag going before the file; warnings for flags of Thanos without an
 * effect here; or everything that is wrong at once, each with what to do. And a page of help.
 *
 * <p>Start reading at {@link io.meridian.service.flag.FlagSet}.
 */
@NullMarked
package io.meridian.service.flag;

import org.jspecify.annotations.NullMarked;
