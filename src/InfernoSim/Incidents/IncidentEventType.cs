namespace InfernoSim.Incidents;

/// <summary>What one line of an incident records.</summary>
public enum IncidentEventType
{
    /// <summary>A type this version does not know; counted, reported, kept on rewriting, never replayed.</summary>
    Unknown = 0,

    /// <summary>A request that reached the service under test.</summary>
    InboundRequest,

    /// <summary>The answer of the service under test; its status, headers and body are in the primary fields.</summary>
    InboundResponse,

    /// <summary>A whole exchange between the service under test and a dependency.</summary>
    OutboundCall,

    /// <summary>A statement that the service under test sent to a database, with what came back.</summary>
    SqlStatement,

    /// <summary>
    /// What belongs to the connections of a service to a database, and to no request: how a session begins, what a driver asks of the
    /// catalog, how prepared statements are described. It is answered as often as it is asked, and never compared.
    /// </summary>
    SqlConnection,
}
