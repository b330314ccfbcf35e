/**
 * The control loop: what a chunk may cost and what to do when it costs more.
 *
 * <p>Start at {@link org.bandsaw.control.ChunkController}. It compares a {@link
 * org.bandsaw.control.ChunkReading} with a {@link org.bandsaw.budget.MemoryBudget} and answers with
 * a {@link org.bandsaw.control.Step}: a decision and the next state. {@link
 * org.bandsaw.control.Simulation} answers what another budget would have done; {@link
 * org.bandsaw.budget.Backpressure} slows a source. Nothing here reads a clock, sleeps, or touches a
 * table or a file.
 */
@NullMarked
package org.bandsaw.control;

import org.jspecify.annotations.NullMarked;
