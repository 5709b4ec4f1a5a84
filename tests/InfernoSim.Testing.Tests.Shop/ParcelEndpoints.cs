using Microsoft.EntityFrameworkCore;

namespace InfernoSim.Testing.Tests.Shop;

/// <summary>A queue: who adds a parcel is told no id, which the list and the next claim show.</summary>
internal static class ParcelEndpoints
{
    public static void MapParcels(this WebApplication app, Defect defect)
    {
        app.MapPost("/parcels", async (NewParcel wanted, ShopContext database) =>
        {
            database.Add(new Parcel { Label = wanted.Label });
            await database.SaveChangesAsync();
            return Results.Accepted();
        });
        app.MapGet("/parcels", async (ShopContext database) => await database.Parcels.OrderBy(parcel => parcel.Id).ToListAsync());
        app.MapPost("/parcels/claim", async (ShopContext database) =>
        {
            IQueryable<Parcel> waiting = database.Parcels.Where(parcel => parcel.State == "waiting");
            Parcel? next = await (defect == Defect.ClaimsLast ? waiting.OrderByDescending(parcel => parcel.Id) : waiting.OrderBy(parcel => parcel.Id)).FirstOrDefaultAsync();
            if (next is null)
            {
                return Results.NoContent();
            }

            next.State = "claimed";
            await database.SaveChangesAsync();
            return Results.Ok(next);
        });
        app.MapPost("/parcels/returns", async (string[] numbers, ShopContext database) =>
        {
            List<Parcel> parcels = await database.Parcels.Where(parcel => parcel.State == "sent").ToListAsync();
            return Results.Ok(parcels.Where(parcel => numbers.Contains(parcel.Number)).Select(parcel => new { parcel.Number, key = defect == Defect.AnotherKey ? Guid.NewGuid() : parcel.Key }));
        });
        app.MapPost("/parcels/{id:int}/sent", async (int id, ShopContext database) =>
        {
            IQueryable<Parcel> parcels = database.Parcels.Where(parcel => parcel.State == "claimed" && (parcel.Id == id || defect == Defect.SendsAll));
            return await parcels.ExecuteUpdateAsync(parcel => parcel.SetProperty(p => p.State, "sent")) > 0 ? Results.NoContent() : Results.NotFound();
        });
    }
}

internal sealed record NewParcel(string Label);
