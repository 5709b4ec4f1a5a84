namespace InfernoSim.LiveState;

/// <summary>Who is given values: one worker in one run.</summary>
/// <param name="Run">The run, from 0.</param>
/// <param name="Worker">The worker, from 0.</param>
internal readonly record struct LiveOwner(int Run, int Worker) : IComparable<LiveOwner>
{
    public int CompareTo(LiveOwner other) => Run != other.Run ? Run.CompareTo(other.Run) : Worker.CompareTo(other.Worker);
}
