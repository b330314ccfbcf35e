/**
 * Saved state: the binary format of everything that is saved, its files, and a store of keyed
 * state.
 *
 * <p>Start at {@link org.bandsaw.state.StateWriter} and {@link org.bandsaw.state.StateReader},
 * which stages and models receive, and at {@link org.bandsaw.state.StateFile}. States are streamed,
 * and lengths are checked before memory is allocated. Java serialization is not used.
 */
@NullMarked
package org.bandsaw.state;

import org.jspecify.annotations.NullMarked;
