using System.Text;

namespace InfernoSim.Cli.Tests.Clients;

/// <summary>The tables of docs/clients.md.</summary>
internal static class ClientsPage
{
    /// <summary>A table of the ways that a client has, with a row for each client.</summary>
    /// <param name="which">Which ways count.</param>
    public static string Table(Func<ClientWay, bool> which)
    {
        string[] protocols = [.. Protocols.All.Where(protocol => ClientWays.List.Any(way => which(way) && way.Protocol == protocol))];
        var table = new StringBuilder($"| client | {string.Join(" | ", protocols)} |\n|{string.Concat(Enumerable.Repeat(" --- |", protocols.Length + 1))}\n");
        foreach (IGrouping<string, ClientWay> client in ClientWays.List.Where(which).GroupBy(way => way.Client))
        {
            table.Append($"| {client.Key} | {string.Join(" | ", protocols.Select(protocol => client.Any(way => way.Protocol == protocol) ? "yes" : "–"))} |\n");
        }

        return table.ToString();
    }
}
