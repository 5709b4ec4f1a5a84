using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Planning;

/// <summary>How far into a recorded request of gRPC a caller is whose messages say the same in other bytes, or differ in what is ignored.</summary>
/// <param name="noise">Reads messages, and leaves out what is ignored.</param>
/// <param name="recorded">The recorded call.</param>
/// <param name="head">The call that came; its body is not looked at.</param>
internal sealed class DialogueMessages(NoiseFilter noise, IncidentEvent recorded, DependencyRequest head)
{
    private readonly ReadOnlyMemory<byte> _recorded = recorded.Body.GetBytes();

    /// <summary>Finds the place after the last whole message that was sent.</summary>
    /// <param name="sent">What was sent so far.</param>
    /// <returns>Bytes of the recorded request's body; -1 where other messages are there.</returns>
    public long PlaceOf(ReadOnlyMemory<byte> sent)
    {
        int whole = GrpcMessages.EndOf(sent.Span, int.MaxValue, out int messages);
        int place = GrpcMessages.EndOf(_recorded.Span, messages, out int there);
        return there == messages && (messages == 0 || AreTheSame(_recorded[..place], sent[..whole])) ? place : -1;
    }

    private bool AreTheSame(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> came)
    {
        IncidentEvent left = noise.Apply(recorded with { Body = RecordedBody.FromBytes(expected) }, OwnIds.None);
        DependencyRequest right = noise.Apply(head with { Body = came }, OwnIds.None, NoiseContext.Unknown, new NoiseCount());
        return BodyComparer.Compare(BodyContent.Of(left.Body, left.Headers), BodyContent.Of(right.Body, right.Headers), TraceNoise.None) is null;
    }
}
