namespace InfernoSim.Sql.Postgres.Protocol;

/// <summary>
/// The types of the messages a client sends. The formats are those of the PostgreSQL documentation, chapter "Frontend/Backend
/// Protocol", section "Message Formats".
/// </summary>
internal static class FrontendMessage
{
    /// <summary>Not a byte on the wire: the untyped first message of a connection.</summary>
    public const byte StartUp = 0;

    public const byte Query = (byte)'Q';
    public const byte Parse = (byte)'P';
    public const byte Bind = (byte)'B';
    public const byte Describe = (byte)'D';
    public const byte Execute = (byte)'E';
    public const byte Close = (byte)'C';
    public const byte Flush = (byte)'H';
    public const byte Sync = (byte)'S';
    public const byte Terminate = (byte)'X';
    public const byte FunctionCall = (byte)'F';
    public const byte CopyData = (byte)'d';
    public const byte CopyDone = (byte)'c';
    public const byte CopyFail = (byte)'f';

    /// <summary>A password, or a step of SASL. Its content is never looked at.</summary>
    public const byte Password = (byte)'p';
}

/// <summary>The types of the messages a server sends.</summary>
internal static class BackendMessage
{
    public const byte Authentication = (byte)'R';
    public const byte ParameterStatus = (byte)'S';
    public const byte BackendKeyData = (byte)'K';
    public const byte NegotiateProtocolVersion = (byte)'v';
    public const byte ReadyForQuery = (byte)'Z';
    public const byte RowDescription = (byte)'T';
    public const byte DataRow = (byte)'D';
    public const byte CommandComplete = (byte)'C';
    public const byte EmptyQueryResponse = (byte)'I';
    public const byte PortalSuspended = (byte)'s';
    public const byte ParseComplete = (byte)'1';
    public const byte BindComplete = (byte)'2';
    public const byte CloseComplete = (byte)'3';
    public const byte ParameterDescription = (byte)'t';
    public const byte NoData = (byte)'n';
    public const byte ErrorResponse = (byte)'E';
    public const byte NoticeResponse = (byte)'N';
    public const byte CopyInResponse = (byte)'G';
    public const byte CopyOutResponse = (byte)'H';
    public const byte CopyBothResponse = (byte)'W';
    public const byte CopyData = (byte)'d';
    public const byte CopyDone = (byte)'c';
    public const byte FunctionCallResponse = (byte)'V';
}
