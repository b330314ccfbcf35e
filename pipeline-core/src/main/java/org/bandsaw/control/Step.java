package org.bandsaw.control;

/**
 * An answer of the controller.
 *
 * @param decision what happens to the chunk
 * @param next the state for the next call
 */
public record Step(Decision decision, ControllerState next) {}
