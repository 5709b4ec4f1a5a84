using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Planning;

/// <summary>
/// How far into a recorded request of gRPC a caller is whose messages say the same in other bytes, or differ in what is ignored. Each message is looked at
/// once, when it is there: a stream may have many.
/// </summary>
/// <param name="noise">Reads messages, and leaves out what is ignored.</param>
/// <param name="recorded">The recorded call.</param>
/// <param name="head">The call that came; its body is not looked at.</param>
internal sealed class DialogueMessages(NoiseFilter noise, IncidentEvent recorded, DependencyRequest head)
{
    private readonly ReadOnlyMemory<byte> _recorded = recorded.Body.GetBytes();

    // As far as both say the same: how many messages, and how many bytes on either side.
    private int _messages;
    private int _sent;
    private int _place;

    /// <summary>Finds the place after the last whole message that was sent.</summary>
    /// <param name="sent">What was sent so far: what was sent when this was last asked, and more.</param>
    /// <returns>Bytes of the recorded request's body; -1 where other messages are there.</returns>
    public long PlaceOf(ReadOnlyMemory<byte> sent)
    {
        if (noise.IgnoresOrderOfMessages || sent.Length < _sent)
        {
            (_messages, _sent, _place) = (0, 0, 0);
        }

        ReadOnlyMemory<byte> came = sent[_sent..];
        ReadOnlyMemory<byte> expected = _recorded[_place..];
        came = came[..GrpcMessages.EndOf(came.Span, int.MaxValue, out int messages)];
        expected = expected[..GrpcMessages.EndOf(expected.Span, messages, out int there)];
        if (there < messages || (messages > 0 && !AreTheSame(expected, came)))
        {
            return -1;
        }

        (_messages, _sent, _place) = (_messages + messages, _sent + came.Length, _place + expected.Length);
        return _place;
    }

    private bool AreTheSame(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> came)
    {
        IncidentEvent left = noise.Apply(recorded with { Body = RecordedBody.FromBytes(expected) }, OwnIds.None, _messages);
        DependencyRequest right = noise.Apply(head with { Body = came }, OwnIds.None, NoiseContext.Unknown with { MessagesBefore = _messages }, new NoiseCount());
        return BodyComparer.Compare(BodyContent.Of(left.Body, left.Headers), BodyContent.Of(right.Body, right.Headers), TraceNoise.None) is null;
    }
}
