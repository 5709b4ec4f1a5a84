using System.Globalization;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>
/// Which lists of an incident are paged by ids: <c>GET /orders?after=17</c> after a page whose last order is <c>17</c>. A cursor may as well count
/// things or pages; that it is an id is taken from the pages that the incident shows.
/// </summary>
internal static class ListCursors
{
    /// <summary>Finds what is listed so.</summary>
    /// <param name="incident">The incident.</param>
    /// <returns>The resources of which every cursor is an id, and one at least has not the shape of a token, as which it is carried.</returns>
    public static IReadOnlySet<string> ResourcesIn(Incident incident)
    {
        var byIds = new HashSet<string>(StringComparer.Ordinal);
        var byOther = new HashSet<string>(StringComparer.Ordinal);
        var pages = new Dictionary<string, List<List<string>>>(StringComparer.Ordinal);
        (RecordedExchange Exchange, string Path, string Resource, List<FoundId> Cursors)[] requests =
        [
            .. from exchange in incident.Exchanges
               let path = RequestTarget.PathOf(exchange.Request.Url ?? "/")
               let resource = UrlIds.SubjectOf(path)
               where resource is not null
               select (exchange, path, resource, CursorsOf(exchange, resource)),
        ];

        // Pages are read only of what is asked for by cursors, which is little of most incidents.
        HashSet<string> paged = [.. requests.Where(request => request.Cursors.Count > 0).Select(request => request.Path)];
        foreach ((RecordedExchange exchange, string path, string resource, List<FoundId> cursors) in requests.Where(request => paged.Contains(request.Path)))
        {
            List<string> page = PageOf(exchange, resource);
            if (pages.TryGetValue(path, out List<List<string>>? before))
            {
                foreach (IGrouping<string, FoundId> cursor in cursors.GroupBy(id => id.Cursor!))
                {
                    if (!IsAnId(cursor, before, page))
                    {
                        byOther.Add(resource);
                    }
                    else if (!ShapedValue.Of(cursor.Key).MayChain)
                    {
                        byIds.Add(resource);
                    }
                }
            }

            if (page.Count > 0)
            {
                (before ?? (pages[path] = [])).Add(page);
            }
        }

        byIds.ExceptWith(byOther);
        return byIds;
    }

    // At an end of a page that came before, or of the one that it asks for.
    private static bool IsAnId(IEnumerable<FoundId> cursor, List<List<string>> before, List<string> page)
    {
        int listed = before.SelectMany(ids => ids).Distinct(StringComparer.Ordinal).Count();
        return cursor.Any(id => before.Append(page).Any(ids => ids.Count > 0 && (ids[0] == id.Text || ids[^1] == id.Text)) && !MayCount(id, listed));
    }

    // How many were listed, or which is the next, under a name that such a number may have.
    private static bool MayCount(FoundId id, int listed) =>
        ResourceName.MayBeOffset(NameOf(id)) && (id.Text == listed.ToString(CultureInfo.InvariantCulture) || id.Text == (listed + 1).ToString(CultureInfo.InvariantCulture));

    private static string NameOf(FoundId id) => id.Part == IdPart.Body ? JsonPointer.LastOf(id.Name) : id.Name;

    private static List<FoundId> CursorsOf(RecordedExchange exchange, string resource)
    {
        var found = new List<FoundId>();
        IncidentEvent request = exchange.Request;
        MessageIds ids = LiveIds.Noting(resource, id =>
        {
            if (id.Cursor is not null)
            {
                found.Add(id);
            }
        });
        ids.Target(request.Url ?? "/");
        IdChains.VisitBody(ids, request.Body, request.Headers);
        return found;
    }

    private static List<string> PageOf(RecordedExchange exchange, string resource)
    {
        var listed = new List<string>();
        if (IdChains.MayShow(exchange))
        {
            IncidentEvent response = exchange.Response!;
            MessageIds ids = LiveIds.Noting(resource, id =>
            {
                if (id is { Cursor: null, IsListed: true, IsExplicit: true, Token: UrlIds.ValueAlone, Part: IdPart.Body } && id.Resource == resource)
                {
                    listed.Add(id.Text);
                }
            });
            IdChains.VisitBody(ids, response.Body, response.Headers);
        }

        return listed;
    }
}
