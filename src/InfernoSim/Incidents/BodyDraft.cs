namespace InfernoSim.Incidents;

/// <summary>A body while the fields of its line are read, which may come in any order.</summary>
internal struct BodyDraft
{
    public BodyFacts Facts;
    public LogPiece Piece;
    public int KeptLength;

    public readonly bool IsPresent => KeptLength > 0 || Facts.Size > 0 || Facts.Sha256 is not null || Facts.Truncated || Facts.Redacted;

    public readonly RecordedBody Build(LogSource source)
    {
        if (!IsPresent)
        {
            return RecordedBody.None;
        }

        if (Piece.Length == 0)
        {
            return RecordedBody.FromBytes(default, Facts.Size, Facts.Sha256, Facts.Truncated, Facts.Redacted);
        }

        BodyFacts facts = Facts;
        if (facts.Size == 0)
        {
            facts.Size = KeptLength;
        }

        return new FileBackedBody(source, Piece, KeptLength, facts);
    }
}
