/**
 * {@code meridian tools block}: commands that look into blocks and make them, without a server.
 * Folders come in as arguments, {@code BlockArguments} finds the blocks in them, and answers leave
 * as text, tables or JSON. Start reading at {@link io.meridian.cli.block.BlockTools}.
 */
@NullMarked
package io.meridian.cli.block;

import org.jspecify.annotations.NullMarked;
