"""Words that made-up rows are made of: names of people, things, places, troubles."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The parts of a list with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


FIRST_NAMES = words(
    "Mia, Omar, Lena, Jonas, Priya, Mateo, Aisha, Victor, Nora, Kenji, Clara, Ivan, Zoe, Samuel, "
    "Ines, Daniel, Ruth, Hugo, Leila, Felix, Maya, Tomas, Greta, Amir, Alice, Bruno, Dara, Emil, "
    "Fatima, George, Hana, Isaac, June, Karim, Lucia, Marcus, Nadia, Oscar, Paula, Rosa"
)
LAST_NAMES = words(
    "Cole, Haddad, Brandt, Okafor, Silva, Novak, Reyes, Lindgren, Moreau, Tanaka, Weber, Petrov, "
    "Hughes, Marsh, Costa, Ahmed, Keller, Dubois, Fraser, Ito, Jensen, Kaplan, Lopez, Mbeki, "
    "Nilsson, Ortiz, Park, Quinn, Rossi, Sato, Turner, Unger, Vargas, Walsh, Yilmaz, Ziegler, "
    "Abbott, Becker, Chen, Doyle"
)
BOOKS = words(
    "Dune, Emma, Persuasion, Middlemarch, Ulysses, Beloved, Solaris, Neuromancer, Kindred, "
    "The Trial, The Castle, Moby Dick, Jane Eyre, Dracula, Frankenstein, The Odyssey, Walden, "
    "Candide, Germinal, Hyperion, Foundation, The Dispossessed, Orlando, Nostromo, Kim, Rebecca, "
    "The Waves, Silas Marner, Bleak House, Hard Times, Cold Mountain, The Tempest, Gilead, Possession"
)
FILMS = words(
    "Night Train, The Long Winter, Paper Moon, Silver River, Last Orders, Two Harbours, The Signal, "
    "Glass Island, Red Desert, Low Tide, The Understudy, North Light, Blue Hour, A Quiet Street"
)
PRODUCTS = words(
    "desk lamp, packing tape, steel bracket, garden hose, wall clock, bike pump, drill bit set, "
    "water filter, paint roller, safety goggles, extension cord, folding chair, tool box, "
    "work gloves, battery pack, cable reel, door hinge, label printer, lithium cell, paint thinner, "
    "propane stove, rubber mat, shelf board, smoke alarm, spray can, thermos, tripod, wood glue"
)
MEDICATIONS = words(
    "amoxicillin, ibuprofen, metformin, lisinopril, omeprazole, cetirizine, prednisone, warfarin, "
    "salbutamol, atorvastatin, doxycycline, paracetamol, sertraline, insulin, naproxen, heparin"
)
SERVICES = words(
    "checkout, payments, search, login, billing, notifications, catalogue, image resizer, reports, "
    "user profiles, message queue, mail relay, recommendations, session store, audit log, gateway"
)
TROUBLES = words(
    "Login page times out, Payments are declined, Search returns nothing, Disk almost full, "
    "Emails arrive late, Reports show old data, Certificate has expired, Queue keeps growing, "
    "Pages load slowly, Uploads fail, Printer is offline, Screen stays black, Wrong totals on bills, "
    "Backup did not run, Door does not lock, Heating is broken, Water leak, Alarm went off twice"
)
DEPARTMENTS = words(
    "finance, sales, marketing, legal, research, operations, support, design, logistics, training, "
    "procurement, security, facilities, payroll, quality, planning"
)
TEAMS = words("Atlas, Borealis, Cobalt, Delta, Ember, Falcon, Granite, Harbor, Iris, Juniper")
COMPANIES = words(
    "Northwind Supply, Bluefin Foods, Alder & Sons, Harbour Freight Co, Lumen Works, Kestrel Labs, "
    "Maple Trading, Orchid Textiles, Pioneer Parts, Quarry Stone, Redwood Print, Summit Tools, "
    "Tidewater Marine, Umbra Optics, Vista Glass, Westgate Paper"
)
COURSES = words(
    "Algebra, Biology, Chemistry, Drawing, Economics, French, Geometry, History, Italian, Logic, "
    "Music Theory, Philosophy, Physics, Pottery, Spanish, Statistics, Swimming, Typing, Yoga"
)
EVENTS = words(
    "Spring Fair, Jazz Night, Book Launch, Science Week, Charity Run, Open Day, Film Evening, "
    "Harvest Market, Poetry Slam, Robotics Cup, Wine Tasting, Winter Concert, Quiz Night, Art Walk"
)
ANIMALS = words(
    "Biscuit, Luna, Rex, Pepper, Milo, Bella, Oscar, Daisy, Ziggy, Hazel, Rocky, Olive, Bruno, "
    "Ginger, Shadow, Maple, Coco, Simba, Willow, Otis, Pixel, Nugget"
)
DISHES = words(
    "Onion Soup, Mushroom Risotto, Fish Pie, Lemon Tart, Lentil Curry, Roast Chicken, Pad Thai, "
    "Greek Salad, Beef Stew, Pumpkin Ravioli, Apple Crumble, Miso Ramen, Shakshuka, Fried Rice"
)
VEHICLES = words(
    "Transit Van, City Hatchback, Box Truck, Cargo Bike, Estate Wagon, Minibus, Pickup, Scooter, "
    "Flatbed, Electric Van, Convertible, Tow Truck, Tram, Road Bike, Mountain Bike, Forklift"
)
PLANTS = words(
    "Fern, Basil, Lavender, Rosemary, Monstera, Orchid, Tulip, Maple, Juniper, Jasmine, Thyme, "
    "Peony, Ivy, Aloe, Camellia, Dahlia, Hosta, Poppy"
)
EQUIPMENT = words(
    "projector, laptop, microscope, ladder, chainsaw, camera, drone, oscilloscope, kayak, tent, "
    "generator, loudspeaker, tablet, welding kit, telescope, pressure washer, sewing machine, scanner"
)
CITIES = words(
    "Lisbon, Oslo, Lyon, Porto, Graz, Ghent, Turin, Leeds, Malmo, Bergen, Seville, Krakow, Tartu, "
    "Bristol, Utrecht, Aarhus, Basel, Cork, Dresden, Nantes"
)
COUNTRIES = words(
    "Portugal, Norway, France, Austria, Belgium, Italy, Sweden, Spain, Poland, Estonia, Denmark, "
    "Ireland, Germany, Netherlands, Finland, Greece"
)
STREETS = words(
    "Mill Lane, Station Road, Church Street, Park Avenue, High Street, River Walk, Oak Drive, "
    "Market Square, King Street, Garden Row, Harbour Way, Chapel Hill"
)
COLORS = words("red, blue, green, black, white, grey, yellow, orange, brown, purple")
GENRES = words("fiction, history, science, travel, poetry, drama, cooking, art, crime, biography")
LANGUAGES = words("English, French, German, Spanish, Italian, Polish, Arabic, Japanese")
REMARKS = words(
    "needs a second look, asked for a call back, prefers mornings, paid in advance, first visit, "
    "came back twice, waiting for a part, keep upright, left a deposit, no rush, urgent, "
    "handle with care, agreed on the phone, to be confirmed, seen last week, ask at the desk"
)
ROLES = words("manager, assistant, analyst, clerk, technician, trainer, coordinator, adviser")
WEEKDAYS = words("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday")
ADJECTIVES = words(
    "Amber, Bright, Calm, Crimson, Distant, Eastern, Golden, Hidden, Ivory, Lower, Northern, Old, "
    "Quiet, Rapid, Silver, Southern, Upper, Velvet, Western, Young"
)
NOUNS = words(
    "Anchor, Bridge, Canyon, Dawn, Falcon, Garden, Harbor, Island, Lantern, Meadow, Orchard, Peak, "
    "Quarry, River, Summit, Temple, Valley, Willow, Compass, Beacon"
)

PEOPLE = frozenset(
    words(
        "member, guest, patient, doctor, employee, customer, engineer, student, teacher, "
        "nurse, user, driver, client, author, owner, agent, manager, visitor, tenant, "
        "volunteer, vet, technician, resident, instructor, pilot, player, coach, trainer, "
        "clerk, librarian, mechanic, chef, cook, waiter, lawyer, reporter, applicant, "
        "candidate, contact, person, passenger, donor, parent, child, pupil, tutor, worker, "
        "operator, colleague, physician, surgeon, therapist, dentist, borrower, reader, "
        "subscriber, buyer, seller, courier, rider, partner, keeper, caretaker, adopter, "
        "artist, musician, actor, host, attendee, participant, staffer, specialist, "
        "consultant, adviser, officer, inspector, supervisor, receptionist, pharmacist, "
        "gardener, traveller, beekeeper, researcher, cyclist, giver, recipient, addressee, "
        "judge, guardian, carer, farmer, grower, performer, reviewer, referee, athlete, "
        "skipper, captain, policyholder, writer, citizen, seeker, broker, diner, scholar, "
        "mentor, dancer, translator, linguist, interpreter, expert, toddler, lender, landlord"
    )
)
"""Nouns whose rows are people."""

THINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("book novel title magazine", BOOKS),
    ("film movie show play video", FILMS),
    ("medication medicine drug", MEDICATIONS),
    ("service system application server", SERVICES),
    ("incident ticket issue bug problem fault request case complaint alert", TROUBLES),
    ("department budget division", DEPARTMENTS),
    ("team squad crew", TEAMS),
    ("company supplier vendor organisation organization firm carrier account", COMPANIES),
    ("course class lesson subject workshop", COURSES),
    ("event concert festival session meeting", EVENTS),
    ("animal pet dog cat horse", ANIMALS),
    ("dish meal recipe menu", DISHES),
    ("vehicle car truck van bike bicycle bus", VEHICLES),
    ("plant tree flower seed", PLANTS),
    ("equipment device machine tool instrument asset kit", EQUIPMENT),
    ("city branch town location site depot warehouse shop store", CITIES),
    ("country region", COUNTRIES),
    ("product item part article good material ingredient", PRODUCTS),
)
"""Nouns of entities, and what their rows are called."""
