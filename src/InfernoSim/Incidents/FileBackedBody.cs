namespace InfernoSim.Incidents;

/// <summary>A body that stays in its log until it is asked for.</summary>
internal sealed class FileBackedBody(LogSource source, LogPiece piece, int keptLength, BodyFacts facts) : RecordedBody
{
    public override long Size => facts.Size;

    public override string? Sha256 => facts.Sha256;

    public override bool IsTruncated => facts.Truncated;

    public override bool IsRedacted => facts.Redacted;

    public override bool IsComplete => !facts.Truncated && !facts.Redacted && keptLength == facts.Size;

    public override ReadOnlyMemory<byte> GetBytes() => source.Read(piece);
}

/// <summary>What a line says of a body besides its bytes.</summary>
internal struct BodyFacts
{
    public long Size;
    public string? Sha256;
    public bool Truncated;
    public bool Redacted;
}
