/**
 * The control loop: what a chunk may cost, and what happens when it costs more.
 *
 * <p>Start at {@link org.bandsaw.control.ChunkController}. It compares a {@link
 * org.bandsaw.control.ChunkReading} with a {@link org.bandsaw.budget.MemoryBudget} and returns a
 * {@link org.bandsaw.control.Step}: a decision and the next state. {@link
 * org.bandsaw.control.ComputePacer} and {@link org.bandsaw.control.EnergyPacer} do the same for
 * processor time and energy. {@link org.bandsaw.control.Simulation} shows what a run would have
 * done under another budget. Nothing here reads a clock, sleeps, or touches a table or a file.
 */
@NullMarked
package org.bandsaw.control;

import org.jspecify.annotations.NullMarked;
